import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { table } from './table.mjs'

/** Prints, for each check, how many of its findings some fix has a patch for. None is tried: how many hold is what a rescue says. */
export async function proposedFor(corpus, only = '') {
  const [{ audit }, { proposalsFor }, { FIXES }] = await Promise.all([
    import('../dist/audit.js'),
    import('../dist/rescue/proposal.js'),
    import('../dist/fixes/registry.generated.js'),
  ])
  const counts = new Map()
  for (const name of readdirSync(corpus).filter(one => one.includes(only))) {
    const { report, problems, model, source } = await audit(join(corpus, name), { cache: false })
    const audited = { findings: report.findings, problems, model, source }
    for (const finding of report.findings) {
      const count = counts.get(finding.check) ?? { found: 0, proposed: 0 }
      counts.set(finding.check, count)
      count.found++
      if (proposalsFor(finding, audited, FIXES).length > 0) count.proposed++
    }
  }
  const rows = [...counts].toSorted(([, a], [, b]) => b.found - a.found).map(([check, { found, proposed }]) => [check, found, proposed])
  const sum = column => rows.reduce((all, row) => all + row[column], 0)
  console.log(table(['check', 'findings', 'with a patch'], [...rows, ['all', sum(1), sum(2)]]))
}
