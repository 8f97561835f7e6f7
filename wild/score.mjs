import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Hands the reports to a scorer script, with whatever stands after `--` on the command line. */
export function score({ score, truth, corpus }, rest, reports) {
  const results = mkdtempSync(join(tmpdir(), 'seaworthy-wild-'))
  try {
    for (const [repo, report] of reports) writeFileSync(join(results, `${repo.replace('/', '__')}.json`), JSON.stringify(report))
    const args = [score, '--truth', truth, '--corpus', corpus, '--results', results, ...rest]
    return spawnSync(process.execPath, args, { stdio: 'inherit' }).status === 0
  } finally {
    rmSync(results, { recursive: true, force: true })
  }
}
