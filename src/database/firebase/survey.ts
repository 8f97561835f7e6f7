import type { RulesExpr } from './rules/ast.js'
import { isEmail, isUid, partsIn, type Reference, referenceOf } from './rules/inline.js'

/** What the conditions at one place say of documents and callers. */
export interface Survey {
  readonly owners: { readonly wildcards: ReadonlySet<string>; readonly fields: ReadonlySet<string> }
  /** Fields compared with the caller's address. */
  readonly emails: ReadonlySet<string>
  /** Fields that list people: the caller must be in it. */
  readonly members: ReadonlySet<string>
  /** Fields, with values that they are compared with. */
  readonly fields: ReadonlyMap<string, readonly unknown[]>
  /** Claims of the caller's token, with values that they are compared with. */
  readonly claims: ReadonlyMap<string, readonly unknown[]>
  /** Uids written into the rules. */
  readonly people: readonly string[]
  /** Documents that are looked up. */
  readonly lookups: readonly Lookup[]
  /** Moments that `request.time` is compared with. */
  readonly moments: readonly number[]
}

export interface Lookup {
  readonly at: RulesExpr
  readonly exists: boolean
  readonly field: readonly string[]
  /** Compared with the caller's uid. */
  readonly caller: boolean
  readonly values: readonly unknown[]
}

/** Reads conditions whose functions have been written out. */
export function survey(conditions: readonly RulesExpr[]): Survey {
  const owners = { wildcards: new Set<string>(), fields: new Set<string>() }
  const [emails, members] = [new Set<string>(), new Set<string>()]
  const [fields, claims] = [new Map<string, unknown[]>(), new Map<string, unknown[]>()]
  const people: string[] = []
  const lookups: Lookup[] = []
  const moments: number[] = []
  const note = (map: Map<string, unknown[]>, key: string, values: readonly unknown[]): void => {
    map.set(key, [...(map.get(key) ?? []), ...values])
  }
  const meet = (reference: Reference, values: readonly unknown[], caller: boolean): void => {
    const name = reference.path[0]
    if (reference.root === 'stored') lookups.push({ at: reference.at!, exists: false, field: reference.path, caller, values })
    else if (reference.root === 'wildcard') {
      if (caller) owners.wildcards.add(reference.path[0]!)
    } else if (reference.root === 'auth') {
      if (reference.path.join('.') === 'uid') people.push(...values.filter(value => typeof value === 'string'))
      else if (reference.path[0] === 'token' && reference.path[1]) note(claims, reference.path.slice(1).join('.'), values)
    } else if (name !== undefined && (reference.root === 'old' || reference.root === 'new')) {
      note(fields, name, reference.path.length === 1 ? values : [])
      if (caller && reference.path.length === 1) owners.fields.add(name)
    }
  }
  const listed = (reference: Reference, who: RulesExpr): void => {
    const name = reference.path[0]
    if ((isUid(who) || isEmail(who)) && name && (reference.root === 'old' || reference.root === 'new')) members.add(name)
    if (isUid(who) && reference.root === 'stored')
      lookups.push({ at: reference.at!, exists: false, field: reference.path, caller: true, values: [[]] })
  }
  for (const part of conditions.flatMap(condition => [...partsIn(condition)])) {
    if (part.e === 'binary' && (part.op === '==' || part.op === '!=' || part.op === 'in')) {
      for (const [side, other] of [
        [part.a, part.b],
        [part.b, part.a],
      ] as const) {
        const reference = referenceOf(side)
        if (!reference) continue
        // `request.auth.uid in resource.data.members`
        if (part.op === 'in' && side === part.b) {
          listed(reference, other)
          continue
        }
        if (isEmail(other) && (reference.root === 'old' || reference.root === 'new') && reference.path[0]) emails.add(reference.path[0])
        meet(reference, literals(other), isUid(other))
      }
    } else if (part.e === 'call' || part.e === 'method') {
      if (part.name.startsWith('exists') && part.args[0])
        lookups.push({ at: part.args[0], exists: true, field: [], caller: false, values: [] })
      const date =
        part.e === 'method' && part.of.e === 'name' && part.of.name === 'timestamp' && part.name === 'date' ? part.args.map(literal) : []
      if (date.length === 3 && date.every(item => typeof item === 'number')) moments.push(Date.UTC(date[0]!, date[1]! - 1, date[2]))
      if (part.e === 'method' && /^(?:hasAll|hasOnly|hasAny)$/.test(part.name))
        for (const item of asksKeys(part.of) ? literals(part.args[0]) : []) note(fields, String(item), [])
      const reference = part.e === 'method' ? referenceOf(part.of) : undefined
      if (reference && part.e === 'method' && part.name !== 'get') {
        meet(reference, /^has/.test(part.name) ? [literals(part.args[0])] : [], false)
      }
    } else if (part.e === 'is' || part.e === 'member') {
      const reference = referenceOf(part.e === 'is' ? part.of : part)
      if (reference && reference.root !== 'wildcard' && reference.path.length > 0) meet(reference, [], false)
    }
  }
  return { owners, emails, members, fields, claims, people, lookups: merged(lookups), moments }
}

/** One entry for each field looked up, with all that it is compared with. */
function merged(lookups: readonly Lookup[]): Lookup[] {
  const found = new Map<string, Lookup>()
  for (const each of lookups) {
    const key = JSON.stringify([each.at, each.exists, each.field], (name, value: unknown) => (name === 'l' ? undefined : value))
    const known = found.get(key)
    found.set(key, known ? { ...known, caller: known.caller || each.caller, values: [...known.values, ...each.values] } : each)
  }
  return [...found.values()]
}

const asksKeys = (expr: RulesExpr): boolean => expr.e === 'method' && /keys$/i.test(expr.name)

const literal = (expr: RulesExpr): unknown => (expr.e === 'literal' ? expr.value : undefined)

function literals(expr: RulesExpr | undefined): unknown[] {
  if (expr?.e === 'literal') return expr.value === null ? [] : [expr.value]
  return expr?.e === 'list' ? expr.items.flatMap(literals) : []
}
