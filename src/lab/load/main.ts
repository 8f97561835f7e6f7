import { drive } from './drive.js'
import type { LoadPlan } from './load.js'
import { withVitals } from './vitals.js'

// A program of its own inside the seal: what else the lab does there must not hold its clock up.
const { port, plan } = JSON.parse(process.env['LAB_LOAD'] ?? '{}') as { port: number; plan: LoadPlan }
process.stdout.write(`\n${JSON.stringify(await withVitals(port, () => drive({ host: 'localhost', port }, plan)))}`)
