import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { unpack } from '../scripts/registry/unpack.mjs'

/** A framework's own source is no app: a grave finding in it is ours to mend. */
export async function auditFrameworks(here) {
  const { audit } = await import('../dist/audit.js')
  const folder = mkdtempSync(join(tmpdir(), 'seaworthy-frameworks-'))
  let quiet = true
  try {
    for (const { name, version, root } of JSON.parse(readFileSync(join(here, 'frameworks.json'), 'utf8'))) {
      const { report } = await audit(join(unpack(`${name}@${version}`, folder), root), { cache: false })
      const grave = report.findings.filter(({ severity }) => severity === 'critical' || severity === 'high')
      console.log(`${name} ${version}: ${report.findings.length} findings, ${grave.length} critical or high`)
      for (const { severity, check, at, message } of grave) console.log(`  ${severity} ${check} ${at.file}:${at.line} ${message}`)
      if (grave.length) quiet = false
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  return quiet
}
