import { defineCheck } from '#checks/check'
import { isExample } from '#model/env/declared'
import type { Source, SourceFile } from '#source/source'
import { isAside, isGiven } from './known-variables.js'

export default defineCheck({
  id: 'env/undeclared-variable',
  title: 'A variable is read that the example of variables does not name',
  why: 'Whoever deploys the app next does not know that it is needed, and finds out from a customer.',
  severity: 'low',
  refs: ['CWE-1188'],
  needs: ['source', 'env'],
  *find({ source, env }) {
    const examples = source.files.filter(file => file.kind === 'env' && isExample(file.path))
    if (examples.length === 0) return
    for (const { name, reads, declared } of env) {
      const needed = reads.filter(read => read.fallback === undefined && !isAside(read.at.file))
      const [first] = needed
      const example = first && nearest(examples, first.at.file, source)
      if (!first || !example || declared.length > 0 || isGiven(name) || !/^[A-Z][A-Z0-9_]+$/.test(name)) continue
      yield {
        at: first.at,
        certainty: 'certain',
        message: `\`${name}\` is read here, and \`${example.path}\` does not name it.`,
        help: `Add \`${name}=\` with a comment to \`${example.path}\`.`,
        key: name,
        trail: needed.slice(1).map(read => ({ at: read.at, label: 'also read here' })),
        data: { example: example.path, name },
      }
    }
  },
})

/** The example above the code that reads it; one in the folder of another package is of another part of the app. */
function nearest(examples: readonly SourceFile[], path: string, source: Source): SourceFile | undefined {
  const own = examples.filter(one => path.startsWith(folderOf(one.path)) || !source.file(`${folderOf(one.path)}package.json`))
  return own.toSorted((a, b) => sharedWith(b, path) - sharedWith(a, path))[0]
}

const folderOf = (path: string): string => path.slice(0, path.lastIndexOf('/') + 1)

const sharedWith = ({ path }: SourceFile, other: string): number => (other.startsWith(folderOf(path)) ? folderOf(path).length : -1)
