import type { SourceFile } from '#source/source'

type Keep = <Result>(what: string, read: () => Result) => Result

const known = new WeakMap<SourceFile, Map<string, unknown>>()
const keepers = new WeakMap<SourceFile, Keep>()

/** What is remembered of a file from now on outlives the process. */
export const keepNotes = (file: SourceFile, keep: Keep): void => void keepers.set(file, keep)

/**
 * What a reader found in one file, which its content alone decides: read once, and kept beside the file's facts. Plain data
 * that nobody changes. `what` names the reader and its version: raise that when it finds something else.
 */
export function remembered<Result>(file: SourceFile, what: `${string}@${number}`, read: () => Result): Result {
  let notes = known.get(file)
  if (!notes) known.set(file, (notes = new Map()))
  if (!notes.has(what)) {
    const keep = keepers.get(file)
    notes.set(what, keep ? keep(what, read) : read())
  }
  return notes.get(what) as Result
}
