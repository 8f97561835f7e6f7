import type { Fact } from '#plugins/value'

type Guard = Fact & { readonly kind: 'guard' }

export const isRole = (fact: Fact): fact is Guard => fact.kind === 'guard' && fact.guard === 'role'

const FEW = /admin|staff|owner|root/i

/** Of two roles either of which will do, the one that more people have. */
export const widerRole = (a: Guard, b: Guard): Guard => (FEW.test(a.how) && !FEW.test(b.how) ? b : a)

/** Whose row it is, or a role: the owner's, unless those whom the rows belong to all have that role. */
export function ownerOrRole(a: Guard, b: Guard): Guard {
  const [owner, role] = a.guard === 'owner' ? [a, b] : [b, a]
  return isRoleOfOwners(role, owner) ? { ...role, guard: 'session', how: `anybody whose ${role.how} is let through`, past: true } : owner
}

/** `role !== 'SELLER' && row.sellerId !== me`: every seller is let through. */
function isRoleOfOwners(role: Guard, owner: Guard): boolean {
  const column = owner.on?.k === 'origin' ? (owner.on.path.at(-1) ?? '') : ''
  const kind = letters(column).replace(/(?:user)?id$/, '')
  const named = letters(/ is `([^`]+)`$/.exec(role.how)?.[1] ?? '')
  return kind.length > 3 && named.length > 3 && !/^(?:user|owner|admin)/.test(kind) && (named.endsWith(kind) || kind.endsWith(named))
}

const letters = (name: string): string => name.replaceAll(/[^a-z]/gi, '').toLowerCase()
