/**
 * The sample shop at a million orders: what its list and search statements take before and after the indexes that were
 * chosen by measuring, beside an advisor that gives every filter column of every query an index of its own.
 *
 * node bench/database/main.mjs [rows] [engine]
 */
import { readFileSync } from 'node:fs'
import { availableParallelism, loadavg } from 'node:os'
import { join } from 'node:path'
import { audit } from '../../dist/audit.js'
import { openDatabase } from '../../dist/database/engine/open.js'
import { loadSchema } from '../../dist/database/load/load.js'
import { indexesOf } from '../../dist/database/trial/existing.js'
import { explain, measure } from '../../dist/database/trial/plans.js'
import { tryIndexes } from '../../dist/database/trial/run.js'
import { isSearch, statementsOf, tableSql } from '../../dist/database/trial/statements.js'
import { trialQueries } from '../../dist/model/read/trial-queries.js'

const rows = Number(process.argv[2] ?? 1_000_000)
const engine = process.argv[3] ?? 'embedded'
const root = process.env['APP'] ?? new URL('../../apps/storefront', import.meta.url).pathname

const start = performance.now()
const seconds = since => `${((performance.now() - since) / 1000).toFixed(1)} s`
const { model, source } = await audit(root, { cache: false })
const queries = trialQueries(model)
const database = await openDatabase(engine, {
  extensions: ['pg_trgm'],
  timeout: 300_000,
  // What else the server does in the meantime would be measured too.
  settings: { autovacuum: 'off', wal_level: 'minimal', max_wal_senders: '0', shared_buffers: '512MB' },
})
try {
  await loadSchema(source, database)
  const trialsStart = performance.now()
  const scales = [10_000, 100_000, rows].filter((scale, n, all) => scale <= rows && all.indexOf(scale) === n)
  const trials = await tryIndexes(database, queries, { seed: 1, scales })
  console.log(
    `${queries.length} queries, ${rows} orders: filled, tried and measured in ${seconds(trialsStart)}; whole run ${seconds(start)}`,
  )
  table(
    ['statement', ...scales.map(scale => `ms at ${scale}`), 'after', 'rows read', 'after'],
    trials.queries
      .filter(trial => trial.before.ms > 1 && !trial.query.implied)
      .toSorted((a, b) => b.before.ms - a.before.ms)
      .map(trial => [
        `${trial.query.route ?? ''} ${trial.query.id}`.slice(0, 76),
        ...scales.map(scale => trial.scaleMs[scale]),
        trial.after.ms,
        trial.before.rowsRead,
        trial.after.rowsRead,
      ]),
  )
  for (const { query, rewrite } of trials.queries)
    if (rewrite) console.log(`${query.id}: ${rewrite.what} instead: ${rewrite.fromMs} -> ${rewrite.ms} ms`)
  console.log()
  table(
    ['index kept', 'serves', 'saves ms', 'MB', 'insert'],
    trials.kept.map(index => [
      index.definition,
      index.serves.length,
      index.gainMs,
      (index.sizeBytes / 2 ** 20).toFixed(1),
      `+${index.writeCostPercent} %`,
    ]),
  )
  await beside(trials)
  const { seconds: processor, peak } = await used()
  console.log(`memory of the database's process and of this one at their highest: ${peak} MB`)
  console.log(
    `the whole run: ${seconds(start)}, ${processor.toFixed(0)} s of processor time, on ${availableParallelism()} cores with a load of ${loadavg()[0].toFixed(1)}`,
  )
} finally {
  await database.close()
}

/** One query at a time, an index for each column that it filters by. */
async function beside(trials) {
  const ours = {
    indexes: trials.kept.length,
    bytes: sum(trials.kept.map(index => index.sizeBytes)),
    times: trials.queries.map(trial => trial.after.ms),
  }
  const advised = new Map()
  const existing = await indexesOf(database)
  const kept = new Map(trials.kept.map(index => [index.definition, index.sql.match(/concurrently ("[^"]+")/)[1]]))
  const standing = existing.filter(({ name }) => ![...kept.values()].includes(`"${name}"`))
  const filtered = trials.queries.flatMap(({ query: { table, filters } }) => filters.map(({ column }) => ({ table, column })))
  for (const { table, column } of filtered) {
    const definition = `${tableSql(table)} ("${column}")`
    if (!advised.has(definition) && !standing.some(index => index.table === table && index.columns[0] === column))
      advised.set(definition, `advised_${advised.size}`)
  }
  // What both would build is built already.
  for (const [definition, name] of kept)
    await database.run(advised.has(definition) ? `alter index ${name} rename to ${advised.get(definition)}` : `drop index ${name}`)
  for (const [definition, name] of advised) if (!kept.has(definition)) await database.run(`create index ${name} on ${definition}`)
  const sizes = await database.query("select sum(pg_relation_size(oid))::float8 as bytes from pg_class where relname like 'advised\\_%'")
  const theirs = await timesOf(trials)
  const before = trials.queries.map(trial => trial.before.ms)
  // What no index quickens takes most of the time, and trembles by more than all the others take.
  const helped = before.map((ms, n) => Math.min(ours.times[n], theirs[n]) < ms / 2)
  const line = times => [
    sum(times).toFixed(0),
    sum(times.filter((_, n) => helped[n])).toFixed(1),
    times.filter((ms, n) => helped[n] && ms > 20).length,
  ]
  console.log()
  table(
    ['advice', 'indexes', 'MB', 'all statements once, ms', 'those that an index quickens, ms', 'of them over 20 ms'],
    [
      ['none', 0, 0, ...line(before)],
      ['an index for each filter column', advised.size, ((sizes.rows[0]?.bytes ?? 0) / 2 ** 20).toFixed(0), ...line(theirs)],
      ['chosen by measuring', ours.indexes, (ours.bytes / 2 ** 20).toFixed(0), ...line(ours.times)],
    ],
  )
}

/** Milliseconds of every statement, warm, with the indexes there are now; one whose plan is what it was takes what it took. */
async function timesOf(trials) {
  const times = []
  for (const { query, before } of trials.queries) {
    const statements = await statementsOf(database, query)
    const plans = []
    for (const sql of statements) plans.push((await explain(database, sql, false)).plan)
    times.push(plans.every(plan => plan === before.plan) ? before.ms : (await measure(database, statements, isSearch(query))).ms)
  }
  return times
}

function sum(numbers) {
  return numbers.reduce((a, b) => a + b, 0)
}

function table(head, lines) {
  const cells = [head, ...lines].map(line => line.map(cell => String(cell ?? '')))
  const widths = head.map((_, n) => Math.max(...cells.map(line => line[n].length)))
  for (const line of cells) console.log(line.map((cell, n) => (n === 0 ? cell.padEnd(widths[n]) : cell.padStart(widths[n]))).join('  '))
}

/** What the server's processes and this one have used so far: the most memory, and processor time, of those that have ended too. */
async function used() {
  const { rows } = await database.query('select pg_backend_pid() as pid')
  const [backend, self] = [processOf(rows[0].pid), process.cpuUsage()]
  const server = backend && processOf(backend.parent)
  const seconds = (self.user + self.system) / 1_000_000 + (backend ? backend.own : 0) + (server ? server.own + server.ended : 0)
  const peak = [process.pid, ...(backend ? [rows[0].pid] : [])].map(peakOf).reduce((sum, each) => sum + each, 0)
  return { seconds, peak }
}

/** Processor seconds of a process, its own and of children that ended; undefined where the system does not tell. */
function processOf(pid) {
  try {
    const fields = readFileSync(join('/proc', String(pid), 'stat'), 'utf8')
      .split(') ')[1]
      .split(' ')
      .map(Number)
    return { parent: fields[1], own: (fields[11] + fields[12]) / 100, ended: (fields[13] + fields[14]) / 100 }
  } catch {
    return undefined
  }
}

/** Megabytes, shared ones among them. */
function peakOf(pid) {
  try {
    return Math.round(Number(/VmHWM:\s+(\d+)/.exec(readFileSync(join('/proc', String(pid), 'status'), 'utf8'))[1]) / 1024)
  } catch {
    return 0
  }
}
