import { isCatalogue, isMoneyByName } from './words.js'

export const ROLE =
  /^(?:role|roles|user_?role|app_role|account_role|is_?admin|admin|is_?super_?(?:user|admin)|is_?staff|is_?moderator|permissions?|access_level)$/i
export const VALUE =
  /^(?:balance|wallet_?balance|credits?|credit_?balance|available_credits|coins?|tokens_?(?:balance|remaining)?|points|loyalty_points|reward_points|plan|plan_id|plan_type|tier|subscription_?(?:status|tier|plan|type)|is_?(?:premium|pro|subscribed|paid)|commission_?rate|trial_ends_at|usage_limit|quota)$/i
export const STANDING =
  /^(?:is_?verified|verified|verification_status|kyc_status|is_?approved|approved|approval_status|is_?banned|banned|is_?suspended|is_?featured|featured|trust_?score|seller_status|account_status)$/i
export const PAID = /^(?:payment_?status|is_?paid|paid|paid_at|amount_paid)$/i
export const ORDER =
  /^(?:status|order_status|total|total_?amount|amount|subtotal|price|unit_price|total_?price|(?:total|amount|subtotal|price|unit_price)_?cents|discount|discount_amount|balance|credits?|plan|plan_id|tier)$/i
export const PEOPLE =
  /^(?:users?|profiles?|user_?profiles?|accounts?|customers?|members?|sellers?|vendors?|user_?accounts?|user_(?:credits|settings|data|stats)|seller_profiles?|vendor_profiles?|workers|providers|drivers|hosts|instructors|creators)$/i
export const GRANTS =
  /^(?:user_?roles?|roles|admins?|admin_?users?|staff|permissions|user_permissions|memberships?|(?:user_)?subscriptions?|(?:user_)?credits|wallets?|entitlements?|(?:user_)?balances?)$/i

/** What is worth money to whoever holds it, until it is used up. */
export const VOUCHER = /(?:^|_)(?:vouchers?|gift_?cards?|gift_?certificates?|store_credits?)$/i
const WORTH =
  /^(?:status|value|face_value|amount|balance|remaining_?\w*|purchase_price|is_?(?:used|redeemed|active)|used|redeemed|used_at|redeemed_at|redemption_date|uses?_left|expir(?:y|es|ation)_?(?:date|at|on)?|valid_until)$/i
/** What somebody is to be paid for having done something: brought a friend, sold for others. */
export const REWARD = /(?:^|_)(?:referrals?|rewards?|cash_?backs?|bonus(?:es)?|commissions?)$/i
export const REWARDED =
  /^(?:(?:reward|bonus|commission|cash_?back|payout|credit)_?(?:amount|value|cents|points|earned)?|amount|earned|earnings)$/i

/** Rows that stand for a business on a platform, kept by whoever runs it. */
export const TENANT =
  /^(?:restaurants?|shops?|stores?|organi[sz]ations?|compan(?:y|ies)|business(?:es)?|tenants?|salons?|clinics?|hotels?|venues?|teams?|workspaces?|agenc(?:y|ies)|schools?|gyms?|merchants?|studios?|barbershops?|pharmac(?:y|ies))$/i
/** What a business owes the platform, and what the platform switches. */
export const OWED =
  /^(?:total_?)?(?:commission|platform_?fee)s?(?:_?(?:owed|due|paid|rate|percent|percentage|balance|amount))?$|^(?:amount|balance|fees?)_(?:owed|due)$|^(?:payouts?|charges)_enabled$/i

/** Columns of a row that decide what its owner is allowed or owes. */
export function decidingColumns<Column extends { readonly name: string }>(table: {
  readonly name: string
  readonly columns: readonly Column[]
}): Column[] {
  const deciding =
    PEOPLE.test(table.name) || GRANTS.test(table.name)
      ? [ROLE, VALUE, STANDING, OWED]
      : VOUCHER.test(table.name)
        ? [WORTH]
        : TENANT.test(table.name)
          ? [VALUE, STANDING, PAID, OWED]
          : isMoneyByName(table.name)
            ? [ORDER, PAID]
            : isCatalogue(table)
              ? [STANDING, PAID]
              : [PAID, /^(?:is_?admin|wallet_?balance|credits|is_?premium)$/i]
  return table.columns.filter(column => deciding.some(pattern => pattern.test(column.name)))
}
