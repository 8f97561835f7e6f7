import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { git } from './git.mjs'

/** What a rescue came to, without what only time says. */
export function endOf(app) {
  const run = JSON.parse(readFileSync(join(app, '.seaworthy/rescue.json'), 'utf8'))
  return {
    score: run.after.score.value,
    findings: run.after.findings.map(one => `${one.status} ${one.check} ${one.key}`),
    repairs: run.repairs.map(one => `${one.title} ${one.finding.id}`),
    refused: run.refused.map(one => `${one.title} ${one.finding}`),
    flows: run.flows.alive.map(one => `${one.actor} ${one.route} ${one.status}`).toSorted(),
    files: run.branch === undefined ? [] : filesOf(app, run.branch),
    own: [git(app, 'status', '--porcelain'), git(app, 'rev-parse', '--abbrev-ref', 'HEAD')],
    worktrees: git(app, 'worktree', 'list').split('\n').length,
  }
}

/** Content of the files of the branch; a migration is named by the minute in which it was made. */
function filesOf(app, branch) {
  return git(app, 'ls-tree', '-r', branch)
    .split('\n')
    .map(line => line.replace(/^\d+ \w+ /, '').replace(/\d{8,14}(?=[_-])/g, ''))
}
