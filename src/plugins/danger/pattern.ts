import { createRequire } from 'node:module'
import type * as Scslre from 'scslre'
import { REQUEST_ORIGINS } from '#facts/origin'
import { definePlugin, type LibraryCall } from '../plugin.js'
import { computed, textOf, UNDEFINED, type Value } from '../value.js'

/** Regular expressions that take exponentially long on some texts, applied to text that whoever calls chooses. */
export default definePlugin({
  name: 'pattern',
  libraries: ['regexp', 'global'],
  call(call) {
    if (call.library === 'global') return call.path === 'RegExp' ? built(call) : undefined
    const text = call.args[0] ?? UNDEFINED
    const pattern = call.on.data['pattern']
    if (typeof pattern === 'string' && asksRequest(text) && isExponential(pattern))
      call.run.emit({ kind: 'run', what: 'pattern', input: text }, call.at)
    return undefined
  },
})

/** `new RegExp(text)`: who writes the pattern decides how long it takes. Text that was escaped first is no pattern. */
function built(call: LibraryCall): Value | undefined {
  const [source = UNDEFINED] = call.args
  const text = textOf(source)
  if (text !== undefined)
    return { k: 'library', library: 'regexp', path: '', args: [], data: { pattern: text, at: call.at }, props: new Map() }
  if (isWritten(source)) call.run.emit({ kind: 'run', what: 'pattern', input: source }, call.at)
  return computed('call RegExp', [source])
}

function isWritten(value: Value): boolean {
  if (value.k === 'origin') return REQUEST_ORIGINS.has(value.from) && value.checked !== 'number'
  if (value.k === 'computed' && value.how === 'template') return value.of.some(isWritten)
  return (
    (value.k === 'either' && value.of.some(one => isWritten(one.value))) ||
    (value.k === 'computed' && (value.how === '||' || value.how === '??') && value.of.some(isWritten))
  )
}

function asksRequest(value: Value, depth = 0): boolean {
  if (depth > 6) return false
  switch (value.k) {
    case 'origin':
      return REQUEST_ORIGINS.has(value.from)
    case 'computed':
      return value.of.some(one => asksRequest(one, depth + 1))
    case 'either':
      return value.of.some(one => asksRequest(one.value, depth + 1))
    default:
      return false
  }
}

/** `([a-z0-9]{2,4})+$`: a run of letters comes apart into groups in more ways than can be tried; the analysis counts no such groups. */
const COUNTED = /\((?:\?:)?(?:\[(?:[^\]\\]|\\.)+\]|\\[wdsWDS]|\.)\{(\d+),(?!\1\})\d*\}\)[+*](?!\))./

const known = new Map<string, boolean>()

/** A repetition inside a repetition is what makes it possible; whether it is so is decided by the analysis. */
export function isExponential(pattern: string): boolean {
  if (!/\)(?:[+*]|\{\d+,)/.test(pattern)) return false
  let answer = known.get(pattern)
  if (answer === undefined) known.set(pattern, (answer = COUNTED.test(pattern) || analysed(pattern)))
  return answer
}

function analysed(pattern: string): boolean {
  try {
    // Loaded when the first suspicious pattern is met: few apps hold one, and it is the slowest thing here to start.
    const { analyse } = createRequire(import.meta.url)('scslre') as typeof Scslre
    return analyse(new RegExp(pattern), { reportTypes: { Move: false } }).reports.some(report => report.exponential)
  } catch {
    return false
  }
}
