import { copyFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { LabUser } from './user.js'

const AS_THEY_ARE = ['ld.so.cache', 'ld.so.conf', 'localtime', 'timezone', 'mime.types', 'protocols', 'services', 'host.conf', 'gai.conf']
const ONLINE = ['resolv.conf', 'hosts', 'nsswitch.conf']

/** `/etc` as the app sees it: one account, our own name server, nothing of this machine. */
export function writeEtc(run: string, user: LabUser, network: boolean): void {
  const folder = join(run, 'etc')
  mkdirSync(folder, { recursive: true })
  for (const name of network ? [...AS_THEY_ARE, ...ONLINE] : AS_THEY_ARE)
    if (existsSync(join('/etc', name))) copyFileSync(join('/etc', name), join(folder, name))
  const write = (name: string, text: string): void => writeFileSync(join(folder, name), `${text}\n`)
  write('passwd', `lab:x:${user.uid}:${user.gid}:lab:/lab/home:/bin/sh`)
  write('group', `lab:x:${user.gid}:`)
  if (network) {
    const extra = process.env['NODE_EXTRA_CA_CERTS']
    if (extra && existsSync(extra)) copyFileSync(extra, join(folder, 'extra-ca.pem'))
    return
  }
  write('resolv.conf', 'nameserver 127.0.0.1\noptions timeout:1 attempts:2')
  write('hosts', '127.0.0.1 localhost\n::1 localhost')
  write('nsswitch.conf', 'passwd: files\ngroup: files\nhosts: files dns')
}
