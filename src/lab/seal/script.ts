import type { SealSpec } from './spec.js'
import type { LabUser } from './user.js'

const quote = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`
const SYSTEM = ['/usr', '/bin', '/sbin', '/lib', '/lib32', '/lib64', '/libx32', '/opt', '/nix']
/** Parts of `/etc` that programs need; everything else there is ours. */
const ETC = ['/etc/ssl', '/etc/alternatives', '/etc/pki', '/etc/ca-certificates', '/etc/fonts', '/etc/ld.so.conf.d']
const DEVICES = ['null', 'zero', 'full', 'random', 'urandom', 'tty']

/**
 * A shell script that builds a new root folder from nothing, moves into it, drops every right and becomes the command.
 * It runs in fresh user, mount, PID, IPC and (but for installing) network namespaces.
 * What is not bound does not exist inside: homes, other projects, `/var`, `/run`, host devices.
 */
export function sealScript(spec: SealSpec, user: LabUser, command: readonly string[]): string {
  const root = `${spec.run}/root`
  const inside = (path: string): string => quote(root + path)
  const bind = (from: string, to: string): string => `mkdir -p ${inside(to)}; mount --rbind ${quote(from)} ${inside(to)}`
  const readOnly = (to: string): string => `mount -o remount,bind,ro ${inside(to)} 2>/dev/null || true`
  const lines = [
    'set -e',
    `mount -t tmpfs -o mode=755,size=64m tmpfs ${quote(root)}`,
    `cd ${quote(root)}`,
    'mkdir -p proc dev dev/shm tmp etc run sys home root var/tmp lab old',
    ...SYSTEM.map(
      path =>
        `if [ -L ${path} ]; then ln -s "$(readlink ${path})" .${path}; elif [ -d ${path} ]; then mkdir -p .${path}; mount --rbind ${path} .${path}; fi`,
    ),
    ...SYSTEM.map(path => `if [ -d ${path} ] && [ ! -L ${path} ]; then ${readOnly(path)}; fi`),
    `mount --bind ${quote(`${spec.run}/etc`)} etc`,
    ...ETC.map(path => `if [ -d ${path} ]; then mkdir -p .${path} && mount --rbind ${path} .${path}; fi`),
    ...DEVICES.map(name => `if [ -e /dev/${name} ]; then touch dev/${name}; mount --bind /dev/${name} dev/${name}; fi`),
    'ln -s /proc/self/fd dev/fd; ln -s /proc/self/fd/0 dev/stdin; ln -s /proc/self/fd/1 dev/stdout; ln -s /proc/self/fd/2 dev/stderr',
    'mount -t tmpfs -o mode=1777,size=1g tmpfs dev/shm',
    bind(spec.run, '/lab'),
    `mount --bind ${quote(`${spec.run}/tmp`)} tmp`,
    `mount --bind ${quote(`${spec.run}/tmp`)} var/tmp`,
    ...spec.binds.flatMap(({ from, to, write }) => [bind(from, to), ...(write ? [] : [readOnly(to)])]),
    ...overlayLines(spec, user, inside),
    'pivot_root . old',
    'cd /',
    'mount -t proc proc /proc',
    ...(spec.network ? [] : NETWORK),
    // Without `-n`, who is not root is asked for notes about mounts that are not there.
    'umount -n -l /old; rmdir /old',
    'mount -o remount,ro / 2>/dev/null || true',
    'cd /lab',
    [
      'exec',
      ...stepDown(user),
      'prlimit',
      `--nproc=${spec.limits.processes}`,
      `--fsize=${spec.limits.file}`,
      '--core=0',
      '--',
      ...command.map(quote),
    ].join(' '),
  ]
  return lines.join('\n')
}

/** Every IPv4 address is this machine (AnyIP), and low ports are anybody's. Where `ip` is missing there is at least loopback. */
const NETWORK = [
  'ip link set lo up 2>/dev/null || ifconfig lo up',
  'ip route add local 0.0.0.0/0 dev lo 2>/dev/null || true',
  'echo 0 > /proc/sys/net/ipv4/ip_unprivileged_port_start',
]

function overlayLines({ overlay }: SealSpec, user: LabUser, inside: (path: string) => string): string[] {
  if (!overlay) return []
  const { lower, upper, work, to } = overlay
  if (lower.length === 0) return [`mkdir -p ${inside(to)}; mount --bind ${quote(upper)} ${inside(to)}`]
  // Without root, an overlay keeps its notes in `user.*` attributes.
  const own = user.stepsDown ? '' : ',userxattr'
  return [
    `mkdir -p ${inside(to)}`,
    `mount -t overlay overlay -o ${quote(`lowerdir=${lower.join(':')},upperdir=${upper},workdir=${work}${own}`)} ${inside(to)}`,
  ]
}

function stepDown(user: LabUser): string[] {
  // Changing the user forgets the parent's death, so it is asked for again.
  const rights = ['--pdeathsig=SIGKILL', '--no-new-privs', '--bounding-set=-all', '--inh-caps=-all']
  return user.stepsDown
    ? ['setpriv', `--reuid=${user.uid}`, `--regid=${user.gid}`, '--clear-groups', ...rights]
    : ['setpriv', ...rights, '--ambient-caps=-all']
}
