import { expect, test } from 'vitest'
import { probing } from './ground.fixture.js'
import { appOf } from './tenants.fixture.js'
import { watch } from './watch.js'

const APP = appOf({
  'api/refused': `export async function POST(request) {
  return userOf(request) ? Response.json({}) : Response.json({ error: 'Unauthorized' }, { status: 401 })
}`,
  'api/noted': `export async function POST() {
  await pool.query("insert into audit_log (path) values ('/api/noted')")
  return Response.json({ error: 'Unauthorized' }, { status: 401 })
}`,
  'api/taken': `export async function POST() { return Response.json({ ok: true }) }`,
})

test('what was refused and left no trace needs no reset', { timeout: 120_000 }, async () => {
  await probing(APP, async ground => {
    const watched = watch(ground)
    const touchedBy = async (...paths: readonly string[]): Promise<boolean> => {
      await watched.begin()
      for (const path of paths) await ground.lab.send({ actor: 'nobody', method: 'POST', path, body: {} })
      return watched.touched()
    }
    expect(await touchedBy()).toBe(false)
    expect(await touchedBy('/api/refused')).toBe(false)
    expect(await touchedBy('/api/noted')).toBe(true)
    expect(await touchedBy('/api/taken')).toBe(true)
    expect(await touchedBy('/api/taken', '/api/refused')).toBe(true)
    watched.stop()
  })
})
