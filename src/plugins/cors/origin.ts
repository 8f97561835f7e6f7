import type { LibraryCall } from '../plugin.js'
import { optionsOf } from '../send.js'
import { computed, type Fact, either, literal, native, object, originsIn, UNDEFINED, type Value } from '../value.js'

/** Options of a CORS library; an origin that is decided by a function says what the function decides. */
export function corsOptions(call: LibraryCall): Value {
  const [given] = call.args
  if (given?.k === 'function') return object([['origin', computed('function', [])]])
  if (given?.k !== 'object') return given ?? UNDEFINED
  const options = optionsOf(given)
  const decides = given.props.get('origin')
  if (decides?.k === 'function' && options.k === 'object') options.props.set('origin', decided(call, decides))
  if (decides?.k === 'either' && options.k === 'object')
    options.props.set('origin', either(decides.of.filter(one => !one.facts.some(isDevelopment))))
  return options
}

/** `process.env.NODE_ENV === 'production'` does not hold: only developers are answered so. */
function isDevelopment(fact: Fact): boolean {
  if (fact.kind !== 'condition' || fact.value.k !== 'computed' || !/^===?$/.test(fact.value.how)) return false
  const texts = fact.value.of.flatMap(one => (one.k === 'literal' ? [String(one.value)] : []))
  if (!texts.length || !originsIn([fact.value]).some(one => one.from === 'env' && /^(NODE|VERCEL|APP|DENO)_ENV$/.test(one.name ?? '')))
    return false
  return fact.truthy ? /^(dev|local|test)/i.test(texts[0]!) : /^prod/i.test(texts[0]!)
}

/** A site that is on nobody's list: what is asked of it can be answered as the engine would. */
const STRANGER = literal('https://somebody-else.example.net')

/** `true` where every origin is allowed, whatever it is: the answer then names the one that asked. */
function decided(call: LibraryCall, decides: Value): Value {
  const answers: { value: Value; free: boolean }[] = []
  const run = call.run.world.run()
  const callback = native('callback', args => {
    answers.push({ value: args[1] ?? UNDEFINED, free: !run.facts.length })
    return UNDEFINED
  })
  const returned = run.call(decides, [STRANGER, callback], call.at)
  // Hono's and Fastify's return the origin to allow instead of calling back.
  if (!answers.length) answers.push({ value: returned, free: true })
  const isFree = answers.some(
    ({ value, free }) => free && value.k === 'literal' && (value.value === true || value.value === STRANGER.value),
  )
  const isWild = answers.some(({ value }) => value.k === 'literal' && value.value === '*')
  return isWild ? literal('*') : isFree ? literal(true) : computed('function', [])
}
