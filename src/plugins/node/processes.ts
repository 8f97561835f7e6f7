import type { LibraryCall } from '../plugin.js'
import { callBacks, withoutCallbacks } from '../send.js'
import { origin, textOf, UNDEFINED, type Value } from '../value.js'

const SHELLS = /(?:^|[\\/])(?:ba|z|da|k)?sh$|^cmd(?:\.exe)?$|^powershell|^pwsh/

/** Programs that are started. Only what a shell reads can be turned into another command. https://nodejs.org/api/child_process.html */
export function processCall(call: LibraryCall): Value | undefined {
  const { method } = call
  if (call.library === 'vm' || call.library === 'vm2' || call.library === 'isolated-vm') return vmCall(call)
  switch (method) {
    case 'exec':
    case 'execSync':
    case 'execaCommand':
    case 'execaCommandSync':
    case 'command':
    case 'commandSync':
    case '$':
      return started(call, call.args[0] ?? UNDEFINED)
    case 'spawn':
    case 'spawnSync':
    case 'execFile':
    case 'execFileSync':
    case 'fork':
    case 'execa':
    case 'execaSync':
    case 'execaNode':
    case 'sync':
    case 'Command':
    case 'run':
    case '':
      return program(call)
    default:
      return undefined
  }
}

function program(call: LibraryCall): Value | undefined {
  const [file, second, third] = withoutCallbacks(call.args)
  // `Deno.run({ cmd: ['sh', '-c', text] })`, `Bun.spawn(['sh', '-c', text])`, `new Deno.Command('sh', { args })`.
  const listed = file?.k === 'list' ? file : file?.k === 'object' ? call.run.get(file, 'cmd') : undefined
  const name = listed?.k === 'list' ? listed.items[0] : file
  const options = [second, third].find(one => one?.k === 'object')
  const args =
    listed?.k === 'list'
      ? { ...listed, items: listed.items.slice(1) }
      : second?.k === 'list'
        ? second
        : options
          ? call.run.get(options, 'args')
          : undefined
  const shell = options ? call.run.get(options, 'shell') : UNDEFINED
  if (shell.k === 'literal' && shell.value)
    return started(call, { k: 'computed', how: 'template', of: [name ?? UNDEFINED, ...(args?.k === 'list' ? args.items : [])] })
  const text = textOf(name)
  if (text !== undefined && SHELLS.test(text) && args?.k === 'list') return started(call, args.items.at(-1) ?? UNDEFINED)
  // A program that whoever calls may choose needs no shell.
  return started(call, text === undefined ? (name ?? UNDEFINED) : { k: 'literal', value: text })
}

function started(call: LibraryCall, input: Value): Value {
  call.run.emit({ kind: 'run', what: 'shell', input }, call.at)
  const output = origin('service', [], { name: 'process', at: call.at })
  // What a program complains of tells of the server like an error does.
  callBacks(call, [origin('error', [], { at: call.at }), output, origin('error', ['message'], { at: call.at })])
  return output
}

/** `vm` is no sandbox, and neither was `vm2`. https://nodejs.org/api/vm.html */
function vmCall(call: LibraryCall): Value | undefined {
  const [input] = call.args
  const runs = /^(run\w*|compileFunction|compileScript|eval|evalSync|evalClosure|Script)$/.test(call.method)
  if (!runs || !input || (call.method === 'Script' && !call.isNew)) return undefined
  if (input.k !== 'literal' && !(input.k === 'library')) call.run.emit({ kind: 'run', what: 'code', input }, call.at)
  return { k: 'computed', how: 'call eval', of: [input] }
}
