import { definePlugin, type LibraryCall } from '../plugin.js'
import { isRequest } from '../middleware.js'
import { computed, type Fact, library, type LibraryValue, list, object, origin, textOf, UNDEFINED, type Value } from '../value.js'
import { type Chain, chainCall, chainValue, checksOf, testOf } from './chain.js'

const PARTS: Record<string, Chain['parts']> = {
  body: ['body'],
  query: ['query'],
  param: ['params'],
  header: ['headers'],
  cookie: ['cookies'],
  check: ['body', 'query', 'params', 'headers', 'cookies'],
  buildCheckFunction: ['body'],
}
const IN: Record<string, Chain['parts'][number]> = {
  body: 'body',
  query: 'query',
  params: 'params',
  headers: 'headers',
  cookies: 'cookies',
}

/** Middleware that looks at single fields, and the answer of all of it. https://express-validator.github.io/docs */
export default definePlugin({
  name: 'express-validator',
  libraries: ['express-validator', 'express-validator:chain', 'express-validator:result', 'express-validator:errors'],
  get(of, key) {
    if (of.library === 'express-validator:errors' && key === 'length')
      return computed('.length', [], { denies: of.data['facts'] as Fact[] })
    return undefined
  },
  call(call) {
    switch (call.library) {
      case 'express-validator:chain':
        return chainCall(call)
      case 'express-validator:result':
        return resultCall(call)
      case 'express-validator:errors':
        return undefined
      default:
        return start(call)
    }
  },
})

function start(call: LibraryCall): Value | undefined {
  const [first] = call.args
  const parts = PARTS[call.method]
  if (parts) return chainValue({ parts, fields: fieldsOf(first), tests: [], customs: [] })
  switch (call.method) {
    case 'validationResult':
      return library('express-validator:result', 'result', { facts: isRequest(first) ? [...checksOf(first)] : [] })
    case 'matchedData':
      return isRequest(first) ? matched(checksOf(first)) : undefined
    case 'checkSchema':
      return first?.k === 'object' ? list([...first.props].map(([field, told]) => fromSchema(call, field, told))) : undefined
    case 'oneOf':
      return first?.k === 'list' ? list(first.items.flatMap(item => (item.k === 'list' ? item.items : [item]))) : undefined
    default:
      return undefined
  }
}

/** No name means the whole part. */
function fieldsOf(value: Value | undefined): string[] {
  if (value?.k === 'list') return value.items.flatMap(item => textOf(item) ?? [])
  const name = textOf(value)
  return name === undefined ? [''] : [name]
}

/** `{ email: { in: ['body'], isEmail: true } }`. */
function fromSchema(call: LibraryCall, field: string, told: Value): LibraryValue {
  const where = call.run.get(told, 'in')
  const named = (where.k === 'list' ? where.items : [where]).flatMap(item => IN[textOf(item) ?? ''] ?? [])
  const preset = call.args[1]?.k === 'list' ? call.args[1].items.flatMap(item => IN[textOf(item) ?? ''] ?? []) : []
  const tests =
    told.k === 'object'
      ? [...told.props]
          .filter(([name]) => name !== 'in')
          .map(([name, set]) => testOf(name, set.k === 'object' ? set.props.get('options') : undefined))
      : []
  return chainValue({ parts: named.length ? named : preset.length ? preset : ['body'], fields: [field], tests, customs: [] })
}

function resultCall(call: LibraryCall): Value | undefined {
  const facts = call.on.data['facts'] as Fact[]
  switch (call.method) {
    case 'isEmpty':
      return computed('call isEmpty', [], { implies: facts })
    case 'array':
    case 'mapped':
      return library('express-validator:errors', 'errors', { facts })
    case 'formatWith':
    case 'withDefaults':
      return call.on
    case 'throw':
      for (const fact of facts) call.run.assume(fact)
      return UNDEFINED
    default:
      return undefined
  }
}

function matched(facts: readonly Fact[]): Value {
  const fields = facts.flatMap(fact => (fact.kind === 'checked' && fact.origin.path.length ? [fact.origin] : []))
  return object(fields.map(one => [one.path[0]!, origin(one.from, one.path.slice(0, 1))] as const))
}
