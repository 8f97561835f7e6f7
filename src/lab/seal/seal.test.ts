import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sealAble } from './kind.js'
import { runSealed } from './run.js'

// The seal is proved by trying to break it. Where namespaces cannot be had there is nothing to try.
const KINDS = (['namespace', 'bubblewrap'] as const).map(kind => ({ kind, sealing: sealAble(kind) }))

test('a kind that nobody knows seals nothing in', () => {
  expect(sealAble('glue')).toEqual({ able: false, why: '`glue` is no kind of seal' })
})

describe.each(KINDS)('seal by $kind', ({ kind, sealing }) => {
  describe.skipIf(!sealing.able)('', () => {
    let run: string
    let secret: string
    const server = createServer((_, response) => response.end('the user’s own service'))
    beforeAll(async () => {
      run = mkdtempSync(join(tmpdir(), 'seal-'))
      secret = mkdtempSync(join(homedir(), '.seal-test-'))
      writeFileSync(join(secret, 'id_rsa'), 'TOP SECRET')
      mkdirSync(join(run, 'data'))
      await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    })
    afterAll(() => {
      server.close()
      rmSync(run, { recursive: true, force: true })
      rmSync(secret, { recursive: true, force: true })
    })
    const inside = (script: string, limit = 20_000) =>
      runSealed(
        { run, binds: [], overlay: undefined, network: false, limits: { processes: 300, file: 50_000_000 } },
        ['sh', '-c', script],
        {},
        limit,
        kind,
      )
    const node = (script: string): string => `node -e "${script}"`

    test('lets work be done in its own folders', async () => {
      const { code, output } = await inside(
        'echo kept > /lab/home/file && cat /lab/home/file && echo also > /lab/tmp/file && cat /lab/tmp/file',
      )
      expect({ code, output }).toEqual({ code: 0, output: 'kept\nalso\n' })
    })

    test('hides the home folder, its secrets and other projects', async () => {
      const { output } = await inside(`cat ${join(secret, 'id_rsa')}; ls -A /root /home /var /run; cat ~/.ssh/id_rsa; true`)
      expect(output).not.toContain('TOP SECRET')
      expect(output).toMatch(/No such file/)
    })

    test('reaches no service of this machine and nothing outside', async () => {
      const { port } = server.address() as AddressInfo
      const tries = [`http://127.0.0.1:${port}`, 'http://1.1.1.1', 'http://192.168.0.1', 'https://registry.npmjs.org']
      const { output } = await inside(
        node(
          `(async()=>{for(const u of ${JSON.stringify(tries).replaceAll('"', "'")}) await fetch(u,{signal:AbortSignal.timeout(3000)}).then(r=>r.text()).then(t=>console.log('REACHED',u,t.slice(0,30)),()=>console.log('nothing'))})()`,
        ),
      )
      expect(output.trim().split('\n')).toEqual(tries.map(() => 'nothing'))
    })

    test('gets no variable of ours, sees no process of ours, and has no rights left', async () => {
      process.env['SEAL_TEST_SECRET'] = 'TOP SECRET'
      const { output } = await inside(
        'env; ls /proc | grep -E "^[0-9]+$" | wc -l; grep CapEff /proc/self/status; umount /lab; mount -t tmpfs tmpfs /mnt; touch /usr/x /etc/../x; true',
      )
      delete process.env['SEAL_TEST_SECRET']
      expect(output).not.toContain('TOP SECRET')
      expect(output).toContain('CapEff:\t0000000000000000')
      expect(output.match(/^\d+$/m)?.[0]).toMatch(/^[1-9]$/)
      expect(output).toMatch(/cannot touch '\/usr\/x'/)
    })

    test('stops one file from growing without end', async () => {
      const { output } = await inside('head -c 80000000 /dev/zero > /lab/tmp/big; ls -l /lab/tmp/big; rm /lab/tmp/big')
      expect(Number(/(\d{6,})/.exec(output)?.[1])).toBeLessThanOrEqual(50_000_000)
    })

    test('contains a fork bomb, and ends with everything in it', async () => {
      const mark = `5${process.pid}`
      const fork = `require('node:child_process').spawn('sleep', ['${mark}'], { detached: true, stdio: 'ignore' }).on('error', () => {})`
      const { timedOut } = await inside(node(`process.on('SIGTERM', () => {}); setInterval(() => { try { ${fork} } catch {} }, 3)`), 2_500)
      expect(timedOut).toBe(true)
      // The kernel ends a namespace with its first process; hundreds of others take it a moment.
      await expect.poll(() => spawnSync('pgrep', ['-fx', `sleep ${mark}`], { encoding: 'utf8' }).stdout, { timeout: 5_000 }).toBe('')
      const { output } = await inside('ls /proc | grep -cE "^[0-9]+$"')
      expect(Number(output)).toBeLessThan(10)
    })
  })
})
