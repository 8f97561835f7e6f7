import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { labUser } from './user.js'

/** Who opens the namespaces. What happens in them is the same. */
export type SealKind = 'namespace' | 'bubblewrap'

/** The command that opens fresh user, mount, PID, IPC and (but for installing) network namespaces, and runs what follows as their first process. */
export function launcher(kind: SealKind, network: boolean): readonly string[] {
  const { stepsDown } = labUser()
  return kind === 'namespace'
    ? [
        'unshare',
        '-m',
        '-p',
        '-i',
        '-f',
        '--kill-child',
        ...(network ? [] : ['-n']),
        ...(stepsDown ? [] : ['-U', '--map-current-user', '--keep-caps']),
      ]
    : [
        bubblewrap(),
        ...(stepsDown ? [] : ['--unshare-user']),
        '--unshare-pid',
        '--unshare-ipc',
        ...(network ? [] : ['--unshare-net']),
        '--die-with-parent',
        // The script makes a root folder of its own, and needs the rights to; it drops them all before the app runs.
        '--cap-add',
        'ALL',
        '--dev-bind',
        '/',
        '/',
        '--proc',
        '/proc',
        '--',
      ]
}

/** Where it is: inside the seal nobody has our `PATH`. */
const bubblewrap = (): string =>
  (process.env['PATH'] ?? '')
    .split(delimiter)
    .map(folder => join(folder, 'bwrap'))
    .find(path => existsSync(path)) ?? 'bwrap'
