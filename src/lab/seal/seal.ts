import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeEtc } from './etc.js'
import { sealAble } from './kind.js'
import { launcher, type SealKind } from './launcher.js'
import { ourFolders } from './ours.js'
import { sealScript } from './script.js'
import type { SealSpec } from './spec.js'
import { giveTo, labUser } from './user.js'

const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

let known: SealKind | undefined

/** As this machine can; it is found out once. */
function kindHere(): SealKind {
  const sealing = known === undefined ? sealAble() : undefined
  if (sealing?.able) known = sealing.kind
  return known ?? 'namespace'
}

/** Starts a command that sees nothing but what `spec` lists. Killing the child ends everything inside. */
export function sealed(
  spec: SealSpec,
  command: readonly string[],
  environment: Readonly<Record<string, string>>,
  kind = kindHere(),
): ChildProcess {
  const user = labUser()
  for (const folder of ['root', 'etc', 'tmp', 'home', 'run']) mkdirSync(join(spec.run, folder), { recursive: true })
  writeEtc(spec.run, user, spec.network)
  giveTo(user, spec.run)
  const binds = [...ourFolders().map(folder => ({ from: folder, to: folder })), ...spec.binds]
  const script = join(spec.run, 'seal.sh')
  writeFileSync(script, sealScript({ ...spec, binds }, user, command))
  // However we end, the kernel ends it with us.
  return spawn('setpriv', ['--pdeathsig', 'SIGKILL', ...launcher(kind, spec.network), 'sh', script], {
    cwd: spec.run,
    env: { PATH, HOME: '/lab/home', TMPDIR: '/tmp', LANG: 'C.UTF-8', ...environment },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
}

/** PATH inside the seal: Node first, wherever it is. */
export function pathWith(node: string): string {
  return `${node.slice(0, node.lastIndexOf('/'))}:${PATH}`
}
