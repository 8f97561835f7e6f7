import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { labUser } from './user.js'

const TOOLS = ['unshare', 'setpriv', 'prlimit', 'pivot_root', 'mount']
const FOLDERS = ['/usr/bin', '/bin', '/usr/sbin', '/sbin']

/** How this machine can seal an app in. `undefined`: namespaces cannot be had, and the reason is in words. */
export function sealAble(): { readonly able: true } | { readonly able: false; readonly why: string } {
  if (process.platform !== 'linux')
    return { able: false, why: `${process.platform === 'darwin' ? 'macOS' : process.platform} has no namespaces` }
  const missing = TOOLS.filter(tool => !FOLDERS.some(folder => existsSync(`${folder}/${tool}`)))
  if (missing.length > 0) return { able: false, why: `${missing.join(' and ')} of util-linux is missing` }
  const flags = labUser().stepsDown ? [] : ['-U', '--map-current-user', '--keep-caps']
  const { status, stderr } = spawnSync(
    'unshare',
    ['-m', '-n', '-p', '-i', '-f', ...flags, 'sh', '-c', 'mount -t tmpfs tmpfs /mnt && (ip link set lo up 2>/dev/null || ifconfig lo up)'],
    { encoding: 'utf8', timeout: 10_000 },
  )
  return status === 0 ? { able: true } : { able: false, why: stderr.trim().split('\n').at(-1) || 'this kernel refuses new namespaces' }
}
