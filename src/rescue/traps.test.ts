import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { audit } from '#audit'
import { applyPatches } from '#fixes/write'
import { nameOf } from '#model/read/route'
import type { Audit } from './audited.js'
import { runGate } from './gate.js'
import { parses, reaudited } from './gate-steps.js'
import { TRAPS } from './traps.fixture.js'

const STORE = fileURLToPath(new URL('../../apps/storefront', import.meta.url))
const auditAt: Audit = async folder => {
  const { report, problems, model, source } = await audit(folder, { cache: false })
  return { findings: report.findings, problems, model, source }
}

// What this shows is why the lab walks every flow again: no reading refuses these.
test.each(TRAPS.map(trap => [trap.name, trap] as const))('reading alone lets %s through', { timeout: 60_000 }, async (_, trap) => {
  const root = mkdtempSync(join(tmpdir(), 'seaworthy-trap-'))
  try {
    cpSync(STORE, root, { recursive: true, filter: path => !/node_modules|\.next/.test(path) })
    const before = await auditAt(root)
    expect(before.model.routes.map(nameOf)).toContain(trap.breaks)
    const applied = applyPatches(root, [trap.patch(before.source)], before.source, new Date('2026-01-02T03:04:05Z'))
    const gate = { root, touched: [...applied!.files.keys()], proposals: [], before }
    expect(await runGate([parses, reaudited(auditAt)], gate)).toMatchObject({ verdict: 'unproved' })
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
})
