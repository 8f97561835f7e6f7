// npm run wild: what the audit says of real projects, as text that a pull request can be read by.
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { compareApps } from './apps.mjs'
import { examineApps } from './database.mjs'
import { auditFrameworks } from './frameworks.mjs'
import { proposedFor } from './proposed.mjs'
import { proveApps } from './prove.mjs'
import { rescueApps } from './rescue.mjs'
import { score } from './score.mjs'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    corpus: { type: 'string' },
    update: { type: 'boolean', default: false },
    truth: { type: 'string' },
    score: { type: 'string' },
    prove: { type: 'boolean', default: false },
    rescue: { type: 'boolean', default: false },
    proposed: { type: 'boolean', default: false },
    only: { type: 'string' },
    frameworks: { type: 'boolean', default: false },
    database: { type: 'boolean', default: false },
    engine: { type: 'string', default: 'pglite' },
  },
})

if (!values.corpus && !values.frameworks) {
  console.error('Say where the apps are (--corpus DIR) or ask for the frameworks (--frameworks). wild/README.md says how to bring them.')
  process.exit(2)
}

const here = fileURLToPath(new URL('.', import.meta.url))
let good = true
if (values.frameworks) good = (await auditFrameworks(here)) && good
const inLab = values.rescue ? rescueApps : values.prove ? proveApps : undefined
if (values.corpus && inLab) good = (await inLab(here, values.corpus, values.only)) && good
else if (values.corpus && values.proposed) await proposedFor(values.corpus, values.only)
else if (values.corpus) {
  const { reports, unchanged } = values.database
    ? await examineApps(values.corpus, values.engine, values.only)
    : await compareApps(here, values.corpus, values.update)
  good = good && unchanged
  if (values.score && values.truth) good = score(values, positionals, reports) && good
}
process.exitCode = good ? 0 : 1
