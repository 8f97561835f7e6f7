import { createHash } from 'node:crypto'
import { interpret } from './lua/interpret.js'
import { library, STRINGS } from './lua/library.js'
import { parse } from './lua/parse.js'
import { get, isTable, list, LuaError, set, show, table, type Value } from './lua/value.js'
import { RedisRefusal, showFloat, whole, type Reply } from './reply.js'

type Call = (words: readonly string[]) => Reply

/** `EVAL`, `EVALSHA` and `SCRIPT`; `scripts` holds what was loaded, by its hash. */
export function script(name: string, args: readonly string[], scripts: Map<string, string>, call: Call): Reply {
  if (name === 'SCRIPT') return aboutScripts(args, scripts)
  if (!/^EVAL(SHA)?(_RO)?$/.test(name))
    throw new RedisRefusal(`ERR the lab's Redis has no functions (${name}): what depends on them was not tried`)
  const [given = '', count, ...rest] = args
  const source = name.startsWith('EVALSHA') ? scripts.get(given.toLowerCase()) : given
  if (source === undefined) throw new RedisRefusal('NOSCRIPT No matching script. Please use EVAL.')
  scripts.set(hash(source), source)
  const keys = whole(count)
  if (keys < 0 || keys > rest.length) throw new RedisRefusal("ERR Number of keys can't be greater than number of args")
  const globals = new Map([
    ...library(),
    ['KEYS', table(rest.slice(0, keys))],
    ['ARGV', table(rest.slice(keys))],
    ['redis', redis(call)],
  ] as const)
  try {
    return toReply(interpret(parse(source), globals, STRINGS)[0])
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error)
    throw new RedisRefusal(error instanceof LuaError && /^[A-Z]+ /.test(text) ? text : `ERR Error running script: ${text}`)
  }
}

function aboutScripts(args: readonly string[], scripts: Map<string, string>): Reply {
  const [verb = '', ...rest] = args
  if (/^load$/i.test(verb)) {
    const source = rest[0] ?? ''
    scripts.set(hash(source), source)
    return hash(source)
  }
  if (/^exists$/i.test(verb)) return rest.map(each => (scripts.has(each.toLowerCase()) ? 1 : 0))
  if (/^flush$/i.test(verb)) scripts.clear()
  return { simple: 'OK' }
}

function hash(source: string): string {
  return createHash('sha1').update(source, 'latin1').digest('hex')
}

function redis(call: Call): Value {
  const made = table()
  const answer = (args: readonly Value[]) => fromReply(call(args.map(show)))
  const isError = (value: Value) => isTable(value) && get(value, 'err') !== undefined
  const functions: Readonly<Record<string, (...args: Value[]) => readonly Value[]>> = {
    call: (...args) => {
      const value = answer(args)
      if (isError(value)) throw new LuaError(value)
      return [value]
    },
    pcall: (...args) => [answer(args)],
    error_reply: text => [{ map: new Map([['err', text]]) }],
    status_reply: text => [{ map: new Map([['ok', text]]) }],
    sha1hex: text => [hash(show(text))],
    log: () => [],
    replicate_commands: () => [true],
    setresp: () => [],
  }
  for (const [name, run] of Object.entries(functions)) set(made, name, run)
  for (const [level, name] of ['LOG_DEBUG', 'LOG_VERBOSE', 'LOG_NOTICE', 'LOG_WARNING'].entries()) set(made, name, level)
  return made
}

function fromReply(reply: Reply): Value {
  if (reply === null) return false
  if (typeof reply === 'number' || typeof reply === 'string') return reply
  if (isList(reply)) return table(reply.map(fromReply))
  if ('simple' in reply) return { map: new Map([['ok', reply.simple]]) }
  if ('error' in reply) return { map: new Map([['err', reply.error]]) }
  if ('double' in reply) return showFloat(reply.double)
  if ('push' in reply) return table(reply.push.map(fromReply))
  return table(reply.map.flatMap(([key, value]) => [fromReply(key), fromReply(value)]))
}

function isList(reply: Reply): reply is readonly Reply[] {
  return Array.isArray(reply)
}

function toReply(value: Value): Reply {
  if (value === undefined || value === false || typeof value === 'function') return null
  if (value === true) return 1
  if (typeof value === 'number') return Math.trunc(value)
  if (typeof value === 'string') return value
  const [ok, err] = [get(value, 'ok'), get(value, 'err')]
  if (err !== undefined) return { error: show(err) }
  return ok === undefined ? list(value).map(toReply) : { simple: show(ok) }
}
