import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { FIXES } from '#fixes/registry.generated'
import { sealAble } from '#lab/seal/kind'
import { compiled } from '#lab/seal/ours'
import { rescue, type Rescue } from '#rescue'
import { MARKET, TRAPS } from './traps.fixture.js'

// The real gate, with nothing left out: reading, the app's own test, and the repaired app running sealed.
const ready = sealAble().able && existsSync(compiled('lab/supervisor/main.js'))

/** One that does its work, so that refusing everything is not what passes. */
const SOUND = FIXES.filter(fix => fix.id === 'errors/unhandled-failure')

describe.skipIf(!ready)('a rescue that is offered traps', () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'traps-')))
  let result: Rescue
  const said: string[] = []
  beforeAll(async () => {
    for (const [path, text] of Object.entries(MARKET)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true })
      writeFileSync(join(folder, path), text)
    }
    for (const args of [
      ['init', '-q'],
      ['add', '-A'],
      ['-c', 'user.name=a', '-c', 'user.email=a@example.org', 'commit', '-qm', 'market'],
    ])
      execFileSync('git', args, { cwd: folder })
    result = await rescue(folder, { fixes: [...TRAPS.map(trap => trap.fix), ...SOUND], rows: 3_000, log: line => said.push(line) })
  }, 900_000)
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  test('had the market running, and what people do there', () => {
    expect(result.before.report.lab, said.slice(-30).join('\n')).toMatchObject({ outcome: 'running' })
    expect(result.before.flows.map(({ route, how }) => `${route}${how ? ` ${how}` : ''}`)).toEqual(
      expect.arrayContaining([
        'POST /api/checkout',
        'POST /api/signup with names in other scripts',
        'GET /api/orders from https://admin.oakmarket.shop',
      ]),
    )
  })

  test.each(TRAPS.map(({ fix, refused }) => [fix.title, refused] as const))('refuses %s', (title, refused) => {
    expect(result.refused.find(one => one.title === title)?.why, said.slice(-30).join('\n')).toMatch(refused)
  })

  test('keeps what does no harm, with every flow alive', () => {
    expect(result.repairs.map(({ record }) => record.fix)).toEqual(['errors/unhandled-failure'])
    expect(result.retest?.broken).toEqual([])
    expect(result.ownChecks).toMatchObject({ results: [{ name: 'npm run test', outcome: 'passed' }] })
  })
})
