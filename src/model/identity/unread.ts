import type { Gap, GapPart } from '#base/gap'
import type { Source, SourceFile } from '#source/source'
import { lineAt } from '#source/tree'
import { isTest } from '../load/test-files.js'

/** Something that the app uses and no plugin reads. */
export interface Unread {
  readonly name: string
  /** Offset in the text. */
  readonly index: number
  readonly why: string
}

/** One gap for each name, at the first line that has it. */
export function gapsOf(source: Source, unreadIn: (file: SourceFile) => Iterable<Unread>, hides: readonly GapPart[]): Gap[] {
  const found = new Map<string, Gap>()
  for (const file of source.files) {
    if (file.kind !== 'code' || isTest(file.path)) continue
    for (const { name, index, why } of unreadIn(file))
      if (!found.has(name)) found.set(name, { at: { file: file.path, line: lineAt(file.text(), index) }, why, hides })
  }
  return [...found.values()]
}
