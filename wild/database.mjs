import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { availableParallelism, loadavg } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { commitOf } from './commit.mjs'
import { table } from './table.mjs'

/** Longest that one app may take, in milliseconds. */
const LONGEST = 600_000

const HEAD = [
  'app',
  'commit',
  'schema from',
  'ran',
  'failed',
  'tables',
  'tried',
  'load',
  'rows',
  'access',
  'the three',
  'whole',
  'processor',
  'load of machine',
]

/** Puts the schema of every app of a folder into a database and tries it there: what loaded, what failed and why, how long it took. */
export async function examineApps(corpus, engine, only = '') {
  const pinned = new Map(JSON.parse(readFileSync(new URL('apps.json', import.meta.url), 'utf8')).map(({ repo, commit }) => [repo, commit]))
  const rows = []
  const failures = []
  let good = true
  const reports = new Map()
  for (const folder of appsIn(corpus)) {
    const name = basename(folder).replace('+', '/')
    if (!name.includes(only)) continue
    const outcome = examineOne(folder, engine)
    if ('error' in outcome) {
      console.log(`${name}: ${outcome.error}`)
      good = false
      continue
    }
    const { report, timing, wall, objects, processor } = outcome
    const { database } = report
    reports.set(name, report)
    if (!database) continue
    const stages = ['load', 'rows', 'access'].map(stage => (timing[stage] ?? 0) / 1000)
    const seconds = [...stages, stages.reduce((sum, each) => sum + each, 0), wall / 1000, processor].map(each => `${each.toFixed(1)} s`)
    rows.push([
      name,
      (commitOf(folder) ?? pinned.get(name) ?? '').slice(0, 7),
      database.by,
      database.statements,
      database.failures.length,
      database.tables,
      objects,
      ...seconds,
      loadavg()[0].toFixed(1),
    ])
    failures.push(...database.failures.map(failure => ({ name, ...failure })))
    console.error(rows.at(-1).join('  '))
  }
  console.log(table(HEAD, rows))
  const slow = rows.filter(row => Number.parseFloat(row[HEAD.indexOf('the three')]) > 5).length
  console.log(
    `\n${rows.length} apps on ${availableParallelism()} cores; load, rows and access took ${slow} of them longer than 5 s on the clock.`,
  )
  console.log(`${failures.length} statements failed:`)
  for (const { name, at, reason, message } of failures)
    console.log(`${name} ${at.file}:${at.line} ${reason}: ${message.split('\n')[0].slice(0, 140)}`)
  return { reports, unchanged: good }
}

/** In a process of its own. */
function examineOne(folder, engine) {
  const here = fileURLToPath(new URL('.', import.meta.url))
  const options = { encoding: 'utf8', timeout: LONGEST, maxBuffer: 2 ** 28, cwd: here }
  const { stdout, stderr, error, status } = spawnSync(process.execPath, [join(here, 'examine-one.mjs'), folder, engine], options)
  return status === 0 ? JSON.parse(stdout) : { error: error?.message ?? /^.*\bError\b.*$/m.exec(stderr)?.[0] ?? stderr.slice(-300) }
}

/** The folder itself where it is an app, else every folder in it. */
function appsIn(folder) {
  const corpus = resolve(folder)
  if (existsSync(join(corpus, 'package.json')) || existsSync(join(corpus, 'supabase'))) return [corpus]
  return readdirSync(corpus, { withFileTypes: true })
    .filter(entry => entry.isDirectory() || entry.isSymbolicLink())
    .map(entry => join(corpus, entry.name))
}
