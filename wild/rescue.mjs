import { spawnSync } from 'node:child_process'
import { appsIn, withCopy } from './copy.mjs'

/** Milliseconds for one app. */
const BUDGET = 600_000

/** Rescues a copy of every pinned app that is there; one line an app, and one for each fault that was proved and not repaired. */
export async function rescueApps(here, corpus, only) {
  let tried = 0
  let enough = 0
  for (const { root, name } of appsIn(here, corpus, only)) {
    tried++
    const start = performance.now()
    try {
      const { yielded, line, left } = await withCopy(root, rescued)
      if (yielded >= 0.75) enough++
      console.log(`${name}: ${line} (${Math.round((performance.now() - start) / 1000)} s)`)
      for (const one of left) console.log(`  ${one}`)
    } catch (error) {
      console.log(`${name}: the rescue itself failed: ${error instanceof Error ? error.message : error}`)
    }
  }
  console.log(`\n${enough} of ${tried} with three quarters of what was proved repaired`)
  return tried > 0
}

async function rescued(copy) {
  const { rescue } = await import('../dist/rescue.js')
  const git = (...args) =>
    spawnSync('git', ['-c', 'user.name=wild', '-c', 'user.email=wild@example.com', ...args], { cwd: copy, encoding: 'utf8' }).stdout
  git('init', '--quiet')
  git('add', '--all')
  git('commit', '--quiet', '--no-verify', '--message', 'The app as it was')
  const { before, after, refused, retest, branch, leftOut } = await rescue(copy, { budget: BUDGET })
  const proved = before.report.findings.filter(finding => finding.status === 'proved')
  const fixed = new Set(after.findings.flatMap(finding => (finding.status === 'fixed' ? [finding.id] : [])))
  const open = proved.filter(finding => !fixed.has(finding.id))
  const why = finding =>
    refused
      .find(one => one.finding.id === finding.id)
      ?.why.split('\n')
      .at(-1)
  const yielded = proved.length === 0 ? 1 : (proved.length - open.length) / proved.length
  const { lab } = before.report
  const facts = [
    lab?.outcome === 'running' ? 'booted' : `did not boot: ${lab?.why}`,
    `${proved.length} proved, ${proved.length - open.length} repaired and kept (${Math.round(yielded * 100)} %)`,
    `${open.filter(why).length} taken back, ${open.filter(finding => !why(finding)).length} without a fix`,
    `${retest?.broken.length ?? 'no'} flows broken, ${retest?.alive.length ?? 'none'} alive`,
    ...(branch ? [`lines changed for each that is needed: ${noiseOf(git, branch)}`] : []),
    ...(leftOut.length > 0 ? [`no time for ${leftOut.join(', ')}`] : []),
  ]
  return { yielded, line: facts.join('; '), left: open.map(finding => `${finding.message} ${why(finding) ?? 'No fix proposed anything.'}`) }
}

/** Changed lines, with and without those in which only spaces differ. */
function noiseOf(git, branch) {
  const lines = (...options) =>
    git('diff', '--numstat', ...options, `HEAD...${branch}`, '--', '.', ':!*lock*')
      .split('\n')
      .map(line => line.split('\t'))
      .reduce((sum, [added, removed]) => sum + (Number(added) || 0) + (Number(removed) || 0), 0)
  return (lines() / Math.max(1, lines('--ignore-all-space', '--ignore-blank-lines'))).toFixed(2)
}
