import { defineCheck } from '#checks/check'
import { isExample } from '#model/env/declared'
import { isAside, isGiven } from './known-variables.js'

export default defineCheck({
  id: 'env/missing-example',
  title: 'No file lists the variables that the app needs',
  why: 'A second deployment, a new developer or a rescue starts by guessing which keys the app needs.',
  severity: 'low',
  refs: ['CWE-1059'],
  needs: ['source', 'env'],
  *find({ source, env }) {
    if (source.files.some(file => file.kind === 'env' && isExample(file.path))) return
    const needed = env.filter(({ name, reads, declared }) => {
      const isDocumented = declared.some(place => source.file(place.file)?.kind !== 'env')
      return (
        !isDocumented &&
        !isGiven(name) &&
        /^[A-Z][A-Z0-9_]+$/.test(name) &&
        reads.some(read => read.fallback === undefined && !isAside(read.at.file))
      )
    })
    const reads = needed.flatMap(variable => variable.reads.filter(read => !isAside(read.at.file)).slice(0, 1))
    const [first, ...others] = reads
    if (!first) return
    const names = needed.map(variable => `\`${variable.name}\``)
    yield {
      at: first.at,
      certainty: 'certain',
      message: `The app reads ${names.slice(0, 4).join(', ')}${names.length > 4 ? ` and ${names.length - 4} more` : ''}, and no \`.env.example\` names ${names.length > 1 ? 'them' : 'it'}.`,
      help: 'Write a `.env.example` with one line for each variable, and without values.',
      key: '.env.example',
      trail: others.map(read => ({ at: read.at, label: 'also needed' })),
      data: { names: needed.map(variable => variable.name) },
    }
  },
})
