import type { Table } from '#database/catalogue'
import type { Effect, QueryEffect, RouteKind } from '../app-model.js'

const DOOR = /\b(log-?in|sign-?in|sign-?up|register|signup|forgot|reset|recover|verify|confirm|callback|oauth|logout|log-?out|sign-?out|refresh|magic-?link|otp|session|token)\b/i
const OPEN_BY_DESIGN = /\b(health|healthz|ping|status|ready|live|version|robots|sitemap|manifest|favicon|feed|rss|docs|swagger|openapi|og|csrf|config|public|metrics)\b/i
const MAILBOX = /\b(contact|newsletter|subscribe|unsubscribe|waitlist|wait-list|feedback|enquiry|inquiry|lead|leads|quote|demo|track|analytics|view|views|visit|beacon|report-error)\b/i
const PRIVATE_TABLE = /order|user|account|customer|profile|payment|invoice|message|cart|address|session|token|subscription|booking|appointment|reservation|ticket|document|payout|transaction|wallet|medical|patient|salary|employee|note|chat|conversation|secret|key/i

/** Why a route without a guard is meant to be open, or nothing where it is not. */
export function isMeantToBePublic(method: string, path: string, kind: RouteKind, effects: readonly Effect[], tables: ReadonlyMap<string, Table>): string | undefined {
  const words = path.replace(/([a-z])([A-Z])/g, '$1-$2').replace(/[_/.:]/g, ' ')
  const queries = effects.filter((effect): effect is QueryEffect => effect.kind === 'query')
  const acts = effects.filter(effect => effect.kind !== 'respond' && !(effect.kind === 'query' && effect.does === 'read'))
  if (kind === 'page') return 'a page'
  if (DOOR.test(words) || effects.some(effect => effect.kind === 'session' && effect.does === 'create')) return 'people who are not signed in need it to sign in'
  if (!acts.length && OPEN_BY_DESIGN.test(words)) return 'it says how the app is'
  if (MAILBOX.test(words) && queries.every(query => query.does === 'create' || query.does === 'upsert' || query.does === 'read')) return 'anyone may write to the founder'
  if (!effects.some(effect => effect.kind !== 'respond')) return 'it touches nothing'
  if (!acts.length && queries.length && queries.every(query => isCatalogue(query, tables))) return 'it reads what everybody may see'
  if (method === 'GET' && !acts.length && !queries.length) return 'it touches nothing'
  return undefined
}

function isCatalogue(query: QueryEffect, tables: ReadonlyMap<string, Table>): boolean {
  if (!query.table) return false
  const table = tables.get(query.table)
  return !PRIVATE_TABLE.test(query.table) && !(table?.columns.some(column => /password|email|phone|token|secret|ssn|iban/i.test(column.name)) ?? false)
}

export { PRIVATE_TABLE }
