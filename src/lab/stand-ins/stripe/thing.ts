import type { Run } from '../define.js'
import { numeric, text, type Fields } from '../fields.js'
import type { Params } from '../route.js'
import { invalid, unknownThing } from './refusal.js'

/** One object of Stripe. A field that begins with `_` is ours, and is not sent. */
export interface Thing {
  id: string
  object: string
  [field: string]: unknown
}

export interface StripeState {
  readonly things: Map<string, Thing>
  /** Answers already given, by idempotency key. */
  readonly answered: Map<string, { readonly fingerprint: string; readonly status: number; readonly body: unknown }>
}

export type StripeRun = Run<StripeState>

export interface StripeCall {
  readonly run: StripeRun
  readonly params: Params
  /** Body of a write, query of a read. */
  readonly input: Fields
  /** The connected account that the call was made for. */
  readonly account: string | undefined
}

export type Handlers = Readonly<Record<string, (call: StripeCall) => unknown>>

export function add(run: StripeRun, prefix: string, object: string, rest: Fields): Thing {
  return keep(run, { id: run.name(prefix), object, created: run.seconds(), livemode: false, ...rest })
}

export function keep(run: StripeRun, thing: Thing): Thing {
  run.state.things.set(thing.id, thing)
  return thing
}

export function find(run: StripeRun, object: string, id: unknown, param = 'id'): Thing {
  const thing = typeof id === 'string' ? run.state.things.get(id) : undefined
  if (thing?.object !== object) throw unknownThing(object.replace('checkout.', '').replace('billing_portal.', ''), String(id), param)
  return thing
}

export function all(run: StripeRun, object: string): readonly Thing[] {
  return [...run.state.things.values()].filter(thing => thing.object === object).toReversed()
}

/** A page of a list: newest first, `limit`, `starting_after`, `ending_before`. */
export function page(things: readonly Thing[], input: Fields, url: string): Fields {
  const limit = numeric(input['limit']) ?? 10
  if (!Number.isInteger(limit) || limit < 1 || limit > 100) throw invalid('This value must be between 1 and 100 (inclusive).', 'limit')
  const [after, before] = [text(input['starting_after']), text(input['ending_before'])]
  const at = (id: string) => things.findIndex(thing => thing.id === id)
  if (after !== undefined) {
    const rest = things.slice(at(after) + 1)
    return { object: 'list', url, has_more: rest.length > limit, data: rest.slice(0, limit) }
  }
  const rest = before === undefined ? things : things.slice(0, Math.max(at(before), 0))
  const data = before === undefined ? rest.slice(0, limit) : rest.slice(-limit)
  return { object: 'list', url, has_more: rest.length > limit, data }
}

/** A list whose rows are filtered by the fields that the query names. */
export function listed(object: string, url: string, filters: readonly string[]): (call: StripeCall) => Fields {
  return ({ run, input }) => {
    const wanted = filters.filter(field => input[field] !== undefined)
    return page(
      all(run, object).filter(thing => wanted.every(field => String(thing[field]) === String(input[field]))),
      input,
      url,
    )
  }
}
