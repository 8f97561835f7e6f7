/** What one commit adds, file by file. */
interface Added {
  readonly file: string
  readonly isNew: boolean
  readonly lines: readonly string[]
}

/** Whether a later commit uses what an earlier one brought: a name that it imports or declares, or a file that it makes. Diffs are git's. */
export function leansOn(later: string, earlier: string): boolean {
  const brought = addedBy(earlier)
  return addedBy(later).some(({ file, lines }) =>
    brought.some(one =>
      one.file === file
        ? declaredIn(one.lines).some(name => lines.some(line => uses(line, name)))
        : lines.some(line => takes(line, one.file) && (one.isNew || declaredIn(one.lines).some(name => uses(line, name)))),
    ),
  )
}

function addedBy(diff: string): readonly Added[] {
  return diff.split(/^diff --git /m).flatMap(part => {
    const file = /^\+\+\+ b\/(.+)$/m.exec(part)?.[1]
    if (file === undefined) return []
    const lines = part.split('\n').flatMap(line => (/^\+(?!\+\+ )/.test(line) ? [line.slice(1)] : []))
    return [{ file, isNew: /^new file mode/m.test(part), lines }]
  })
}

/** Names that lines at the left margin make known to their file. */
const declaredIn = (lines: readonly string[]): readonly string[] =>
  lines.flatMap(line => {
    const clause =
      /^(?:export\s+)?(?:import\s+(?:type\s+)?(.+?)\s+from\b|(?:const|let|var|async function|function|class)\s+(.+?)\s*(?:[=(:<]|extends\b|$))/.exec(
        line,
      )
    return (clause?.[1] ?? clause?.[2] ?? '').match(/[\w$]+(?=\s*(?:,|\}|$))/g) ?? []
  })

const uses = (line: string, name: string): boolean => new RegExp(`(?<![\\w$.])${name.replaceAll('$', '\\$')}(?![\\w$])`).test(line)

/** `import … from '../lib/file.js'`, `require('./file')` */
function takes(line: string, file: string): boolean {
  const from = /(?:\bfrom\s*|\brequire\(\s*|\bimport\(?\s*)['"]([^'"]+)['"]/.exec(line)?.[1]
  const stem = (path: string): string => path.replace(/\.[cm]?[jt]sx?$/, '').replace(/\/index$/, '')
  return from !== undefined && /^[.@~#]/.test(from) && stem(file).endsWith(stem(from).replace(/^(?:\.\.?\/|[@~#]\/?)+/, ''))
}
