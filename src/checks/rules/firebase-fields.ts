import type { RulesDoor, Trial } from '#database/firebase/door'
import { passed } from './firebase-way.js'

export const ROLE =
  /^(?:role|roles|userRole|user_role|isAdmin|is_admin|admin|isSuperAdmin|isStaff|isModerator|permissions?|accessLevel|access_level|userType|accountType)$/
export const VALUE =
  /^(?:balance|walletBalance|wallet|credits?|coins|tokens|points|plan|planId|tier|subscription|subscriptionStatus|subscriptionTier|isPremium|premium|isPro|isSubscribed|trialEndsAt|quota|limit)$/
export const STANDING = /^(?:verified|isVerified|kycStatus|isApproved|approved|banned|isBanned|suspended|isActive)$/
const PAID = /^(?:paymentStatus|payment_status|isPaid|paid|paidAt|total|totalAmount|totalPrice|amount|price|status|orderStatus)$/
/** What is bought, and what is owed for it: a new order’s state may well be the same for everybody. */
const BOUGHT = /^(?:\w*_)?(?:orders?|bookings?|reservations?|purchases?)$/i
const OWED = /^(?:paymentStatus|payment_status|isPaid|paid|paidAt|total|totalAmount|totalPrice|grandTotal|total_amount|total_price)$/
export const PEOPLE =
  /^(?:users?|profiles?|userProfiles?|accounts?|customers?|members?|sellers?|vendors?|shops?|drivers?|providers?|user_profiles?|subscriptions?|wallets?|admins?|roles?|user_?roles)$/i

/** Fields that matter, that the app has, and that the holder of a document may set. */
export function chosenFields(door: RulesDoor): readonly Trial[] {
  const asked = [...passed(door, 'a', 'field', 'update'), ...passed(door, 'a', 'field', 'create')]
  const known = (field: string) => door.fields.includes(field)
  return asked.filter(({ field, does }) => {
    if (field === undefined || !known(field)) return false
    if (ROLE.test(field)) return PEOPLE.test(door.collection) || door.deciding.includes(field)
    // To suspend oneself harms nobody; to end one's suspension does.
    if (PEOPLE.test(door.collection))
      return VALUE.test(field) || (STANDING.test(field) && (does === 'update' || !/banned|suspended|active/i.test(field)))
    if (does === 'create') return BOUGHT.test(door.collection) && OWED.test(field)
    return door.holds === 'business' && PAID.test(field)
  })
}
