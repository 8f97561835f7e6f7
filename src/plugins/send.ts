import type { Place } from '#base/place'
import type { LibraryCall } from './plugin.js'
import { library, type LibraryValue, object, origin, type OriginValue, UNDEFINED, type Value } from './value.js'

/** Records a call to an outside service, and gives its answer. */
export function send(
  call: LibraryCall,
  service: string,
  operation = operationOf(call.path),
  input = inputOf(call.method, call.args),
): OriginValue {
  call.run.emit({ kind: 'send', service, operation, input }, call.at)
  return answerOf(service, call.at)
}

export const answerOf = (service: string, at: Place): OriginValue => origin('service', [], { name: service, at })

/** A client of a service: what is called on it has its path from here. */
export const clientOf = (kind: string, data: Record<string, unknown> = {}): LibraryValue => library(`${kind}:client`, '', data)

/** `emails.send`, without the calls that led there. */
export const operationOf = (path: string): string =>
  path
    .replace(/\(\)/g, '')
    .replace(/\.{2,}/g, '.')
    .replace(/^\.|\.$/g, '')

export const isCallable = (value: Value | undefined): boolean => value?.k === 'function' || value?.k === 'native'
export const withoutCallbacks = (args: readonly Value[]): Value[] => args.filter(arg => !isCallable(arg))

/** Code handed to a library, run as it may or may not be. */
export function callBack(call: LibraryCall, callback: Value | undefined, args: readonly Value[]): void {
  if (callback && isCallable(callback)) call.run.branch([], () => void call.run.call(callback, args, call.at))
}

export function callBacks(call: LibraryCall, args: readonly Value[]): void {
  for (const arg of call.args) callBack(call, arg, args)
}

const TAKES_NO_ID = /^(create\w*|list\w*|search|send\w*|all|new)$/

/** One argument is the input itself; several are an `id`, `params` and `options`, as nearly every SDK orders them. */
export function inputOf(method: string, args: readonly Value[]): Value {
  const given = withoutCallbacks(args)
  if (given.length < 2) return given[0] ?? UNDEFINED
  const hasId = given[0]!.k !== 'object' && !TAKES_NO_ID.test(method)
  const names = hasId ? ['id', 'params', 'options'] : ['params', 'options']
  return object(given.map((value, index) => [names[index] ?? String(index), value]))
}

/** Options as plain data: that there is a function is told, which a term would leave out. */
export function optionsOf(value: Value | undefined): Value {
  if (value?.k !== 'object') return value ?? UNDEFINED
  return object(
    [...value.props].map(([key, one]) => [key, isCallable(one) ? { k: 'computed', how: 'function', of: [] } : one]),
    value.spreads,
  )
}
