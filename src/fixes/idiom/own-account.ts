import type { Source } from '#source/source'
import type { Handler } from '../code/handler.js'
import type { Edit } from '../fix.js'
import { refusedFirst } from './refusal.js'
import { isNot } from './staff.js'

/** Whose account it has to be: the caller's own, but for staff. */
export interface AccountOwner {
  /** How the request names the account: `params.id`. */
  readonly asked: string
  readonly caller: string
  readonly exempt?: string | undefined
}

/** Whoever names another account than their own is refused first. */
export const ownAccountOnly = (handler: Handler, { asked, caller, exempt }: AccountOwner, source: Source): Edit | undefined =>
  refusedFirst(handler, request => `String(${caller}) !== ${request}.${asked}${exempt ? ` && ${isNot(exempt)}` : ''}`, source)
