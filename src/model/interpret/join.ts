import { type ComputedValue, either, type Fact, UNDEFINED, type Value } from '#plugins/value'
import { type Machine, write, type WriteLog } from './machine.js'
import { isRole, ownerOrRole, widerRole } from './rights.js'

const PERSONAL = new Set(['session', 'role', 'owner'])
/** What nobody else can show: who they are, or what only a partner knows. */
const PROOFS = new Set([...PERSONAL, 'secret', 'signature'])

/** Facts that hold, and more. */
export const together = (facts: readonly Fact[], more: readonly Fact[]): readonly Fact[] =>
  more.length ? (facts.length ? facts.concat(more) : more) : facts

/** Facts of two paths that hold on both: the same fact, an owner where the other has a role, or a session where both need someone signed in. */
export function common(a: readonly Fact[], b: readonly Fact[]): Fact[] {
  const held: Fact[] = []
  if (!a.length || !b.length) return held
  for (const fact of a) {
    const role = isRole(fact) && !b.includes(fact) ? b.filter(isRole).find(one => !a.includes(one)) : undefined
    if (isRole(fact) && role) held.push(widerRole(fact, role))
    else if (holds(b, fact) || (isContact(fact) && b.some(one => isContact(one) && ofSameRow(one, fact)))) held.push(fact)
    else if (isGrant(fact)) {
      const others = b.filter(isGrant)
      if (!others.length) continue
      // Two owners; else whose row it is, or who may touch every row.
      const other = others.find(one => one.guard !== fact.guard)
      const grant = other && !others.some(one => one.guard === fact.guard) ? ownerOrRole(fact, other) : fact
      if (!held.some(one => sameFact(one, grant))) held.push(grant)
    } else if (isProof(fact)) {
      const others = b.filter(isProof)
      // Two ways to the same kind of right: `role === 'admin' || roles.includes('admin')`.
      if (others.some(one => one.guard === fact.guard)) held.push(fact)
      else if (others.length && !held.some(one => one.kind === 'guard' && one.guard === 'session')) {
        // A job's secret, or somebody who is signed in: the weaker of the two is the session.
        const person = [fact, ...others].find(one => PERSONAL.has(one.guard))
        held.push(person ? { ...person, guard: 'session' } : fact)
      }
    }
  }
  // `if (row) { if (row.owner !== me) return } else create(row)`: where there is no row, there is no owner to ask for.
  for (const [facts, others] of [
    [a, b],
    [b, a],
  ] as const)
    held.push(
      ...facts.filter(
        fact => fact.kind === 'guard' && fact.guard === 'owner' && !held.includes(fact) && others.some(other => isMissingRow(other, fact)),
      ),
    )
  return held
}

/** There is no row, or it is nobody's: `if (row.agentId && row.agentId !== me) return`. */
const isMissingRow = (fact: Fact, owner: Fact): boolean =>
  fact.kind === 'condition' &&
  !fact.truthy &&
  fact.value.k === 'origin' &&
  fact.value.from === 'row' &&
  (fact.value.path.every(part => /^\d+$/.test(part)) || sameColumn(fact.value, owner)) &&
  owner.kind === 'guard' &&
  owner.on?.k === 'origin' &&
  owner.on.from === 'row' &&
  owner.on.at !== undefined &&
  owner.on.at === fact.value.at

const sameColumn = (value: Value & { k: 'origin' }, owner: Fact): boolean =>
  owner.kind === 'guard' && owner.on?.k === 'origin' && owner.on.path.join('.') === value.path.join('.')

/** One contact of a row's or another was given. */
const isContact = (fact: Fact): fact is Fact & { kind: 'condition'; value: ComputedValue } =>
  fact.kind === 'condition' && fact.value.k === 'computed' && (fact.value.how === 'contact' || fact.value.how === 'code')

const ofSameRow = (a: { readonly value: ComputedValue }, b: { readonly value: ComputedValue }): boolean => {
  const [one, other] = [a.value.of[0], b.value.of[0]]
  return one?.k === 'origin' && other?.k === 'origin' && one.name === other.name && one.at === other.at
}

const isProof = (fact: Fact): fact is Fact & { kind: 'guard' } => fact.kind === 'guard' && PROOFS.has(fact.guard)

const isGrant = (fact: Fact): fact is Fact & { kind: 'guard' } => fact.kind === 'guard' && (fact.guard === 'owner' || fact.guard === 'role')

function holds(facts: readonly Fact[], fact: Fact): boolean {
  for (const one of facts) if (one === fact || sameFact(fact, one)) return true
  return false
}

function sameFact(a: Fact, b: Fact): boolean {
  if (a.kind === 'guard') return b.kind === 'guard' && a.guard === b.guard && a.name === b.name
  if (a.kind === 'checked') return b.kind === 'checked' && a.origin.from === b.origin.from && samePath(a.origin.path, b.origin.path)
  return b.kind === 'condition' && a.value === b.value && a.truthy === b.truthy
}

const samePath = (a: readonly string[], b: readonly string[]): boolean =>
  a === b || (a.length === 1 && b.length === 1 ? a[0] === b[0] : a.join('.') === b.join('.'))

export function commonOfAll(all: readonly (readonly Fact[])[]): Fact[] {
  let held = all.length ? [...all[0]!] : []
  for (let index = 1; index < all.length; index++) held = common(held, all[index]!)
  return held
}

/** Joins what two paths wrote: where only one wrote, the other keeps the old value. */
export function joinWrites(m: Machine, a: WriteLog, factsA: readonly Fact[], b: WriteLog, factsB: readonly Fact[]): void {
  if (!a.size && !b.size) return
  for (const into of new Set([...a.keys(), ...b.keys()])) {
    for (const key of new Set([...(a.get(into)?.keys() ?? []), ...(b.get(into)?.keys() ?? [])])) {
      const old = into.get(key) ?? UNDEFINED
      const values = [
        { value: valueIn(a, into, key) ?? old, facts: factsA },
        { value: valueIn(b, into, key) ?? old, facts: factsB },
      ]
      write(m, into, key, either(values))
    }
  }
}

function valueIn(writes: WriteLog, into: Map<string, Value>, key: string): Value | undefined {
  return writes.get(into)?.get(key)
}
