import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { commitOf } from './commit.mjs'
import { difference, snapshot } from './snapshot.mjs'

/** Audits every pinned app that is there and holds the result against its snapshot. */
export async function compareApps(here, corpus, update) {
  const { audit } = await import('../dist/audit.js')
  const apps = JSON.parse(readFileSync(join(here, 'apps.json'), 'utf8')).filter(app => !app.labOnly && !app.databaseOnly)
  const reports = new Map()
  let unchanged = true
  for (const { repo, commit } of apps) {
    const root = join(corpus, repo.replace('/', '+'))
    if (!existsSync(root)) {
      console.log(`${repo}: not there`)
      continue
    }
    const found = commitOf(root)
    if (found && found !== commit) console.log(`${repo}: at ${found}, not at its pinned commit ${commit}`)
    const start = performance.now()
    const { report } = await audit(root, { cache: false })
    reports.set(repo, report)
    const now = snapshot(report)
    const path = join(here, 'snapshots', `${repo.replace('/', '__')}.txt`)
    const lines = existsSync(path) ? difference(readFileSync(path, 'utf8'), now) : ['+ (new)']
    console.log(`${repo}: ${summary(report)}, ${Math.round(performance.now() - start)} ms${lines.length ? '' : ', as before'}`)
    for (const line of lines) console.log(`  ${line}`)
    if (update) {
      mkdirSync(dirname(path), { recursive: true })
      writeFileSync(path, now)
    } else if (lines.length) unchanged = false
  }
  if (!unchanged) console.log('\nRead every line that changed; `--update` then writes the snapshots.')
  return { reports, unchanged }
}

/** `31 routes, 24 findings (3 critical, 8 high)`, and what could not be checked. */
function summary({ routes, findings, results }) {
  const count = severity => findings.filter(finding => finding.severity === severity).length
  const errors = results.filter(result => result.outcome === 'error').map(result => result.check)
  const broken = errors.length ? `, ERROR in ${errors.join(', ')}` : ''
  return `${routes.length} routes, ${findings.length} findings (${count('critical')} critical, ${count('high')} high)${broken}`
}
