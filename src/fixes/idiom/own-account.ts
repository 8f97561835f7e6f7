import type { Source } from '#source/source'
import { nameOf, type Node } from '#source/tree'
import { aboveComments, indentAt } from '../code/code.js'
import { type Handler, openingOf } from '../code/handler.js'
import type { Edit } from '../fix.js'
import { refusal } from './refusal.js'

/** Whose account it has to be: the caller's own, but for staff. */
export interface AccountOwner {
  /** How the request names the account: `params.id`. */
  readonly asked: string
  readonly caller: string
  readonly exempt?: string | undefined
}

/** Express: whoever names another account than their own is refused first. */
export function ownAccountOnly({ code, fn, route }: Handler, owner: AccountOwner, source: Source): readonly Edit[] | undefined {
  const first = fn && openingOf(code, fn)?.statements[0]
  const [request, response] = ((fn?.params as Node[] | undefined) ?? []).map(one => nameOf(one))
  if (!fn || !first || !request || !response || route.framework !== 'express') return undefined
  const { semi } = code.style
  const staff = owner.exempt ? ` && ${owner.exempt.includes(' === ') ? owner.exempt.replace(' === ', ' !== ') : `!${owner.exempt}`}` : ''
  const test = `String(${owner.caller}) !== ${request}.${owner.asked}${staff}`
  const start = aboveComments(code, first.start)
  const text = `if (${test}) return ${refusal(code, fn, response, 403, 'Forbidden', source)}${semi}\n${indentAt(code, first.start)}`
  return [{ file: code.path, start, end: start, text }]
}
