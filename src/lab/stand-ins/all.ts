import type { StandInFactory } from './factory.js'
import { stripe } from './stripe/index.js'

export type { StandInFactory } from './factory.js'

/** Every stand-in over HTTP, in the order in which a host is offered to them; the last one answers for everybody. */
export const STAND_INS: readonly StandInFactory[] = [stripe]
