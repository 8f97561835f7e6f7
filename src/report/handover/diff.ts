import { mask } from '../mask.js'

/** What a commit does to one file. */
export interface FileDiff {
  readonly file: string
  readonly state: 'new' | 'gone' | 'changed'
  readonly lines: readonly string[]
}

/** A unified diff, file by file. */
export function filesOf(diff: string): readonly FileDiff[] {
  return diff
    .split(/^(?=diff --git )/m)
    .filter(part => part.startsWith('diff --git '))
    .map(part => {
      const lines = part.replace(/\n$/, '').split('\n')
      const file = /^diff --git a\/.+ b\/(.+)$/.exec(lines[0]!)?.[1] ?? ''
      const state = lines.some(line => line.startsWith('new file mode'))
        ? 'new'
        : lines.some(line => line.startsWith('deleted file mode'))
          ? 'gone'
          : 'changed'
      return { file, state, lines }
    })
}

/** The diff as it may be shown, and whether that is all of it: no secret whole, no data of people. */
export function shownDiff(diff: string): { readonly diff: string; readonly whole: boolean } {
  if (diff.trim() === '') return { diff: '', whole: false }
  const shown = filesOf(diff)
    .map(({ file, state, lines }) => {
      const first = lines.findIndex(line => line.startsWith('@@'))
      if (first < 0) return lines.join('\n')
      // What leaves the repository leaves it because of what it holds.
      if (state === 'gone')
        return [...lines.slice(0, first), `(${lines.length - first - 1} lines leave the repository and are not repeated here)`].join('\n')
      const body = lines.slice(first)
      // Without the signs of the diff, so that a setting is seen to begin its line.
      const masked = mask(body.map(line => line.slice(1)).join('\n'), file).split('\n')
      return [...lines.slice(0, first), ...body.map((line, index) => line.slice(0, 1) + (masked[index] ?? ''))].join('\n')
    })
    .join('\n')
  return { diff: shown, whole: shown === diff.replace(/\n$/, '') }
}

/** Lines that a diff adds to a file. */
export const addedIn = ({ lines }: FileDiff): readonly string[] =>
  lines.filter(line => line.startsWith('+') && !line.startsWith('+++')).map(line => line.slice(1))
