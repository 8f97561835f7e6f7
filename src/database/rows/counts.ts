import { type LinkedTable, partScore } from './links.js'
import { partsOf } from './pools.js'
import { nameOf } from './shape.js'

const SMALL =
  /^(?:.*_)?(?:categor(?:y|ies)|currenc(?:y|ies)|countr(?:y|ies)|regions|languages|roles?|permissions?|settings?|config\w*|plans?|tiers?|status(?:es)?|types?|tax_?rates|flags|banners?|faqs?|brands?|admins?|staff)$/i

/** What is sold or shown: there is less of it than of what happens to it. */
const GOODS =
  /^(?:products?|variants?|product_?variants?|listings?|courses?|stores?|shops?|sellers?|vendors?|collections?|organi[sz]ations?|teams?|companies)$/i

/** Kept for a while, or one for each of many customers: far fewer rows than orders have. */
const PASSING =
  /^(?:password_?resets?|\w*tokens?|\w*sessions?|rate_?limits?|\w*otps?|\w*verifications?|webhook_\w+|carts?|cart_?items?|\w*invit(?:es|ations)|gift_?cards?|vouchers?|coupons?|discounts?|\w*tickets?|api_?keys?)$/i
const PERSONAL =
  /^(?:\w*address(?:es)?|\w*reviews?|ratings?|fav(?:ou?rites?)?|wish_?lists?|wish_?list_?items?|\w*subscriptions?|\w*preferences|\w*settings)$/i

/** How many rows each table gets: as asked for by name, or a total shared out as real shops' tables grow. */
export function countsFor(tables: readonly LinkedTable[], counts: Readonly<Record<string, number>> | number): ReadonlyMap<string, number> {
  if (typeof counts !== 'number')
    return new Map(
      tables.flatMap(({ shape }) => {
        const count = counts[nameOf(shape)] ?? (shape.schema === 'public' ? counts[shape.name] : undefined)
        return count === undefined ? [] : [[nameOf(shape), count] as const]
      }),
    )
  const weights = tables.map(table => [nameOf(table.shape), weightOf(table)] as const)
  const whole = weights.reduce((sum, [, weight]) => sum + weight, 0)
  return new Map(weights.map(([name, weight]) => [name, weight === 0 ? 20 : Math.max(20, Math.round((counts * weight) / whole))]))
}

function weightOf(table: LinkedTable): number {
  const { name } = table.shape
  if (SMALL.test(name)) return 0
  if (PASSING.test(name)) return 0.25
  if (PERSONAL.test(name)) return 1
  if (partsOf(table).size > 0 || table.keys.some(key => partScore(table.shape, key) >= 5)) return 4
  if (table.owner !== undefined && table.shape.primaryKey.join() === table.owner) return 1
  return GOODS.test(name) && !table.through ? 0.5 : 2
}

/** Rows of a table when the largest have so many. */
export function sizeAt(table: LinkedTable, rows: number): number {
  const weight = weightOf(table)
  if (weight === 0) return 30
  const share: Readonly<Record<string, number>> = { 4: 2, 2: 1, 1: 0.2, 0.5: 0.1, 0.25: 0.02 }
  return Math.max(30, Math.round(rows * (share[weight] ?? 1)))
}
