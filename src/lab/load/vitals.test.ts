import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { afterEach, describe, expect, test } from 'vitest'
import { compiled } from '../seal/ours.js'
import { drive } from './drive.js'
import type { LoadFigures } from './load.js'
import { withVitals } from './vitals.js'

// What tells is loaded into the app's process, and runs as plain JavaScript.
const preload = compiled('lab/preload/app.cjs')

describe.skipIf(!existsSync(preload))('vitals', () => {
  const apps: ChildProcess[] = []
  afterEach(() => apps.splice(0).forEach(app => app.kill('SIGKILL')))

  async function loaded(work: string, more: readonly string[] = ['--require', preload]): Promise<LoadFigures> {
    const text = `const kept = []; require('node:http').createServer((_, response) => { ${work}; response.end('ok') }).listen(0, '127.0.0.1', function () { console.log(this.address().port) })`
    const app = spawn(process.execPath, [...more, '-e', text], { stdio: ['ignore', 'pipe', 'inherit'] })
    apps.push(app)
    const [out] = (await once(app.stdout, 'data')) as [Buffer]
    const port = Number(String(out))
    const plan = { method: 'GET', path: '/', headers: {}, rate: 20, warmUp: 0, duration: 500, limit: 5000, status: 200 }
    return withVitals(port, () => drive({ host: '127.0.0.1', port }, plan))
  }

  test('an app that computes for a while with every request holds its event loop up', async () => {
    const { vitals } = await loaded('const end = performance.now() + 40; while (performance.now() < end);')
    expect(vitals!.worstDelay).toBeGreaterThan(25)
    expect(vitals!.growth).toBeLessThan(2_000_000)
  })

  test('one that keeps something of every request grows, and what can be freed is no growth', async () => {
    const { vitals } = await loaded('kept.push(new Array(100_000).fill(1))')
    expect(vitals!.growth).toBeGreaterThan(6_000_000)
    const { vitals: other } = await loaded('void new Array(100_000).fill(1)')
    expect(other!.growth).toBeLessThan(2_000_000)
  })

  test('what runs without it says nothing, and is measured all the same', async () => {
    expect(await loaded('', [])).toMatchObject({ sent: 10, failed: 0 })
    expect(await loaded('', [])).not.toHaveProperty('vitals')
  })
})
