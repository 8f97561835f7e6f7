import type { Commands } from './command.js'
import { hashes } from './hashes.js'
import { place, type Keyspaces } from './keyspace.js'
import { keys } from './keys.js'
import { lists } from './lists.js'
import { OK, RedisRefusal, wrongNumber, type Reply } from './reply.js'
import { script } from './script.js'
import { sets } from './sets.js'
import { sortedSets } from './sorted-sets.js'
import { streams } from './streams.js'
import { strings } from './strings.js'

const COMMANDS: Commands = { ...strings, ...keys, ...hashes, ...lists, ...sets, ...sortedSets, ...streams }

const SCRIPTS = /^(EVAL|EVALSHA|EVAL_RO|EVALSHA_RO|SCRIPT|FCALL|FCALL_RO|FUNCTION)$/
const INFO =
  '# Server\r\nredis_version:7.2.0\r\nredis_mode:standalone\r\nos:lab\r\n# Persistence\r\nloading:0\r\n# Replication\r\nrole:master\r\nconnected_slaves:0\r\n'

/** Runs one command on data, whoever asks: a socket, or a REST call. */
export function execute(spaces: Keyspaces, number: number, words: readonly string[]): Reply {
  const [given = '', ...args] = words
  const name = given.toUpperCase()
  try {
    const known = COMMANDS[name]
    if (known) {
      if (args.length < known.least) throw wrongNumber(name)
      return known.run(place(spaces, number), args)
    }
    return server(spaces, number, name, args)
  } catch (error) {
    if (error instanceof RedisRefusal) return { error: error.message }
    return { error: `ERR the lab's Redis failed: ${String(error)}` }
  }
}

function server(spaces: Keyspaces, number: number, name: string, args: readonly string[]): Reply {
  switch (name) {
    case 'PING':
      return args[0] ?? { simple: 'PONG' }
    case 'ECHO':
      return args[0] ?? ''
    case 'FLUSHALL':
      spaces.all.clear()
      return OK
    case 'INFO':
      return INFO
    case 'TIME':
      return [String(Math.floor(spaces.now() / 1000)), String((spaces.now() % 1000) * 1000)]
    case 'CONFIG':
      return args[0]?.toUpperCase() === 'GET' ? { map: config(args.slice(1)) } : OK
    case 'COMMAND':
      return args[0]?.toUpperCase() === 'COUNT' ? Object.keys(COMMANDS).length : []
    case 'WAIT':
      return 0
    case 'CLUSTER':
      throw new RedisRefusal('ERR This instance has cluster support disabled')
  }
  if (SCRIPTS.test(name)) return script(name, args, spaces.scripts, words => execute(spaces, number, words))
  throw new RedisRefusal(
    `ERR unknown command '${name.toLowerCase()}', with args beginning with: ${args
      .slice(0, 2)
      .map(each => `'${each}'`)
      .join(' ')}`,
  )
}

function config(names: readonly string[]): readonly (readonly [string, string])[] {
  const known: Readonly<Record<string, string>> = {
    'maxmemory-policy': 'noeviction',
    maxmemory: '0',
    databases: '16',
    'notify-keyspace-events': '',
  }
  return names.flatMap(name =>
    known[name.toLowerCase()] === undefined ? [] : [[name.toLowerCase(), known[name.toLowerCase()] ?? ''] as const],
  )
}
