import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { launcher, type SealKind } from './launcher.js'

const TOOLS = ['setpriv', 'prlimit', 'pivot_root', 'mount']
const FOLDERS = ['/usr/bin', '/bin', '/usr/sbin', '/sbin']

/** How this machine can seal an app in, or why it cannot, in words. */
export type Sealing = { readonly able: true; readonly kind: SealKind } | { readonly able: false; readonly why: string }

const OPENS = 'mount -t tmpfs tmpfs /mnt && (ip link set lo up 2>/dev/null || ifconfig lo up)'

/** By namespaces of our own; where the system lets only bubblewrap open them, by that. `SEAWORTHY_SEAL=bubblewrap` asks for one of the two. */
export function sealAble(asked = process.env['SEAWORTHY_SEAL']): Sealing {
  if (process.platform !== 'linux')
    return { able: false, why: `${process.platform === 'darwin' ? 'macOS' : process.platform} has no namespaces` }
  const missing = TOOLS.filter(tool => !FOLDERS.some(folder => existsSync(`${folder}/${tool}`)))
  if (missing.length > 0) return { able: false, why: `${missing.join(' and ')} of util-linux is missing` }
  let why = ''
  for (const kind of ['namespace', 'bubblewrap'] as const) {
    if (asked !== undefined && asked !== kind) continue
    const [program = '', ...args] = launcher(kind, false)
    const { status, stderr, error } = spawnSync(program, [...args, 'sh', '-c', OPENS], { encoding: 'utf8', timeout: 10_000 })
    if (status === 0) return { able: true, kind }
    // Where both refuse, the kernel's own word tells more than that bubblewrap is not there.
    why ||= error ? `${program} is not there` : stderr.trim().split('\n').at(-1) || 'this kernel refuses new namespaces'
  }
  return { able: false, why: why || `\`${asked}\` is no kind of seal` }
}
