import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Longest that one app may take, in milliseconds. */
const LONGEST = 600_000

/** Puts the schema of every app of a folder into a database and tries it there: what loaded, what failed and why, how long it took. */
export async function examineApps(corpus, engine) {
  const rows = [['app', 'schema from', 'ran', 'failed', 'tables', 'tried', 'load', 'rows', 'matrix', 'all', 'processor']]
  const failures = []
  let good = true
  const reports = new Map()
  for (const folder of appsIn(corpus)) {
    const name = basename(folder).replace('+', '/')
    const { stdout, stderr, error, status } = spawnSync(
      process.execPath,
      [fileURLToPath(new URL('examine-one.mjs', import.meta.url)), folder, engine],
      {
        encoding: 'utf8',
        timeout: LONGEST,
        maxBuffer: 2 ** 28,
        cwd: fileURLToPath(new URL('.', import.meta.url)),
      },
    )
    if (status !== 0) {
      console.log(`${name}: ${error?.message ?? stderr.trim().split('\n').slice(-3).join(' ')}`)
      good = false
      continue
    }
    const { report, timing, objects, processor } = JSON.parse(stdout)
    const { database } = report
    reports.set(name, report)
    if (!database) continue
    const ms = stage => `${((timing[stage] ?? 0) / 1000).toFixed(1)} s`
    const all = Object.values(timing).reduce((sum, each) => sum + each, 0)
    rows.push(
      [name, database.by, database.statements, database.failures.length, database.tables, objects, ms('load'), ms('rows'), ms('access')]
        .concat(`${(all / 1000).toFixed(1)} s`, `${processor.toFixed(1)} s`)
        .map(String),
    )
    failures.push(...database.failures.map(failure => ({ name, ...failure })))
    console.error(rows.at(-1).join('  '))
  }
  const widths = rows[0].map((_, n) => Math.max(...rows.map(row => row[n].length)))
  for (const row of rows) console.log(row.map((cell, n) => (n < 2 ? cell.padEnd(widths[n]) : cell.padStart(widths[n]))).join('  '))
  console.log(`\n${failures.length} statements failed:`)
  for (const { name, at, reason, message } of failures)
    console.log(`${name} ${at.file}:${at.line} ${reason}: ${message.split('\n')[0].slice(0, 140)}`)
  return { reports, unchanged: good }
}

/** The folder itself where it is an app, else every folder in it. */
function appsIn(folder) {
  const corpus = resolve(folder)
  if (existsSync(join(corpus, 'package.json')) || existsSync(join(corpus, 'supabase'))) return [corpus]
  return readdirSync(corpus, { withFileTypes: true })
    .filter(entry => entry.isDirectory() || entry.isSymbolicLink())
    .map(entry => join(corpus, entry.name))
}
