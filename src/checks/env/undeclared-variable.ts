import { defineCheck } from '#checks/check'
import { isExample } from '#model/env/declared'
import { isAside, isGiven } from './known-variables.js'

export default defineCheck({
  id: 'env/undeclared-variable',
  title: 'A variable is read that the example of variables does not name',
  why: 'Whoever deploys the app next does not know that it is needed, and finds out from a customer.',
  severity: 'low',
  refs: ['CWE-1188'],
  needs: ['source', 'env'],
  *find({ source, env }) {
    const example = source.files.find(file => file.kind === 'env' && isExample(file.path))
    if (!example) return
    for (const { name, reads, declared } of env) {
      const needed = reads.filter(read => read.fallback === undefined && !isAside(read.at.file))
      const [first] = needed
      if (!first || declared.length > 0 || isGiven(name) || !/^[A-Z][A-Z0-9_]+$/.test(name)) continue
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
