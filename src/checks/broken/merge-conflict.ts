import { defineCheck } from '#checks/check'
import type { SourceFile } from '#source/source'

export default defineCheck({
  id: 'broken/merge-conflict',
  title: 'Two versions of a file stand in it, one after the other',
  why: 'Git asked which of them is meant, and nobody has answered: the file cannot be compiled, and no build from here on works.',
  severity: 'high',
  refs: ['CWE-1076', 'CWE-16'],
  needs: ['source'],
  *find({ source }) {
    const found = source.files.flatMap(file => {
      const line = conflictIn(file)
      return line ? [{ file: file.path, line }] : []
    })
    const [at, ...others] = found
    if (!at) return
    yield {
      at,
      certainty: 'certain',
      message: `\`${at.file}\` holds both sides of a merge that nobody decided${others.length ? `; so it is with ${others.length} more ${others.length === 1 ? 'file' : 'files'}` : ''}.`,
      help: 'Keep the lines that are meant, remove the other side and the three marks of git, and build.',
      key: 'conflict',
      trail: others.slice(0, 20).map(other => ({ at: other, label: 'here, too' })),
    }
  },
})

/** The line of the first mark, where all three stand in their order. Source: https://git-scm.com/docs/git-merge#_how_conflicts_are_presented */
function conflictIn(file: SourceFile): number | undefined {
  if (file.kind === 'binary' || !/\.(?:[cm]?[jt]sx?|json|css|scss|html|vue|svelte|astro|sql|prisma|toml|ya?ml)$/.test(file.path))
    return undefined
  const text = file.text()
  if (!text.includes('<<<<<<< ')) return undefined
  const lines = text.split(/\r?\n/)
  const first = lines.findIndex(line => line.startsWith('<<<<<<< '))
  const middle = lines.findIndex((line, at) => at > first && line === '=======')
  const last = lines.findIndex((line, at) => at > middle && line.startsWith('>>>>>>> '))
  return first >= 0 && middle > first && last > middle && !isQuoted(lines, first) ? first + 1 : undefined
}

/** In a text of several lines, as a tool that reads such marks has them in its tests. */
const isQuoted = (lines: readonly string[], at: number): boolean => lines.slice(0, at).join('\n').split('`').length % 2 === 0
