import { countedIn } from './statements.js'

/** Lines of a file's functions that hold a statement, and those that ran. */
export interface FileCoverage {
  readonly file: string
  readonly lines: number
  readonly reached: number
  /** The first lines that nothing reached. */
  readonly bare: readonly number[]
}

const SHOWN = 5

/** What was reached (`lib/orders.ts:12`) as a share of each file. A file without functions has nothing to reach, and is left out. */
export function coverageOf(
  files: readonly { readonly path: string; readonly text: string }[],
  reached: ReadonlySet<string>,
): FileCoverage[] {
  return files.flatMap(({ path, text }) => {
    const lines = [...new Set(countedIn(path, text).map(one => one.line))].toSorted((a, b) => a - b)
    const bare = lines.filter(line => !reached.has(`${path}:${line}`))
    return lines.length === 0 ? [] : [{ file: path, lines: lines.length, reached: lines.length - bare.length, bare: bare.slice(0, SHOWN) }]
  })
}
