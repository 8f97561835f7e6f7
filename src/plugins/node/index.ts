import { definePlugin } from '../plugin.js'
import { processCall } from './processes.js'
import { fileCall } from './files.js'
import { pathCall } from './paths.js'

/** Node's, Deno's and Bun's own ways to reach files and to start programs. https://nodejs.org/api */
export default definePlugin({
  name: 'node',
  libraries: [
    'fs',
    'fs/promises',
    'fs-extra',
    'graceful-fs',
    'path',
    'path/posix',
    'path/win32',
    'child_process',
    'execa',
    'shelljs',
    'cross-spawn',
    'zx',
    'vm',
    'vm2',
    'isolated-vm',
    'global',
    'https://deno.land/std/path/mod.ts',
    '@std/path',
    'bun',
  ],
  call(call) {
    switch (call.library) {
      case 'path':
      case 'path/posix':
      case 'path/win32':
      case '@std/path':
        return pathCall(call)
      case 'child_process':
      case 'execa':
      case 'shelljs':
      case 'cross-spawn':
      case 'vm':
      case 'vm2':
      case 'isolated-vm':
        return processCall(call)
      case 'global':
        if (/^(Deno|Bun)\.(?!env)/.test(call.path)) return /Command|run|spawn|\$/.test(call.method) ? processCall(call) : fileCall(call)
        return undefined
      default:
        return fileCall(call)
    }
  },
  tag(call) {
    // `$` of zx, execa and Bun quotes what is put into it; a command held whole in a value is no quoting at all.
    return call.method === '$' && call.quasis.every(text => !text.trim()) ? processCall(call) : undefined
  },
})
