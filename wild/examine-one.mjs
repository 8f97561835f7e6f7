// One app in a process of its own: what it costs is this process's, and one that never ends is ended.
import { examine } from '../dist/examine.js'

const [folder, engine] = process.argv.slice(2)
const start = performance.now()
const { report, model, timing } = await examine(folder, { rows: 0, ...(engine && { engine }) })
const wall = performance.now() - start
const { user, system } = process.cpuUsage()
process.stdout.write(
  JSON.stringify({ report, timing, wall, objects: model.matrix?.objects.length ?? 0, processor: (user + system) / 1_000_000 }),
  () => process.exit(),
)
