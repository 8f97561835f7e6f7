import type { OutsideAnswer, OutsideRequest } from '../../stand-in.js'
import type { Run } from '../define.js'
import type { Fields } from '../fields.js'

export interface PaymentState {
  /** What was made, by id, with the provider that made it. */
  readonly things: Map<string, Fields>
}

export type PaymentRun = Run<PaymentState>

/** A webhook as the caller delivers it. */
export interface PaymentDelivery {
  readonly type: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** One payment service beside Stripe: its main calls, and its signed webhook. */
export interface Provider {
  readonly name: string
  readonly host: RegExp
  answer(request: OutsideRequest, body: Fields, run: PaymentRun): OutsideAnswer | undefined
  refuse(status: number, why: string): OutsideAnswer
  /** Name of the environment variable that holds the webhook's secret. */
  readonly secret: RegExp
  /** What the provider says of an event. */
  event(run: PaymentRun, type: string, object: Fields): Fields
  /** Headers that sign a body at a time. */
  sign(body: string, secret: string, seconds: number, event: Fields): Readonly<Record<string, string>>
}

export function keep(run: PaymentRun, provider: string, thing: Fields): Fields {
  run.state.things.set(String(thing['id']), { ...thing, _by: provider })
  return thing
}

export function known(run: PaymentRun, id: string | undefined): Fields | undefined {
  const found = run.state.things.get(String(id))
  if (!found) return undefined
  const { _by, ...thing } = found
  return thing
}
