import type { LibraryCall } from '../plugin.js'
import { optionsOf } from '../send.js'
import { computed, literal, native, object, origin, UNDEFINED, type Value } from '../value.js'

/** Options of a CORS library; an origin that is decided by a function says what the function decides. */
export function corsOptions(call: LibraryCall): Value {
  const [given] = call.args
  if (given?.k === 'function') return object([['origin', computed('function', [])]])
  if (given?.k !== 'object') return given ?? UNDEFINED
  const options = optionsOf(given)
  const decides = given.props.get('origin')
  if (decides?.k === 'function' && options.k === 'object') options.props.set('origin', decided(call, decides))
  return options
}

/** `true` where every origin is allowed, whatever it is: the answer then names the one that asked. */
function decided(call: LibraryCall, decides: Value): Value {
  const asked = origin('headers', ['origin'])
  const answers: { value: Value; free: boolean }[] = []
  const run = call.run.world.run()
  const callback = native('callback', args => {
    answers.push({ value: args[1] ?? UNDEFINED, free: !run.facts.length })
    return UNDEFINED
  })
  const returned = run.call(decides, [asked, callback], call.at)
  // Hono's and Fastify's return the origin to allow instead of calling back.
  if (!answers.length) answers.push({ value: returned, free: true })
  const isFree = answers.some(
    ({ value, free }) => free && ((value.k === 'literal' && value.value === true) || (value.k === 'origin' && value.from === 'headers')),
  )
  const isWild = answers.some(({ value }) => value.k === 'literal' && value.value === '*')
  return isWild ? literal('*') : isFree ? literal(true) : computed('function', [])
}
