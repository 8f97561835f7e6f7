import type { Condition, Effect, Route } from '#model/app-model'

/** What a request says to choose what is done, by field: `body.action` → `create-payout`. */
export type Branch = ReadonlyMap<string, string>

/** What the request has to say so that this is done. */
export function branchOf({ when }: Pick<Effect, 'when'>): Branch {
  const exact = when.flatMap(one => (one.truthy ? [comparison(one)] : []))
  const chosen = new Map<string, string>()
  for (const found of exact.toSorted((a, b) => (a?.values.length ?? 0) - (b?.values.length ?? 0)))
    if (found && found.values[0] !== undefined && !chosen.has(found.field)) chosen.set(found.field, found.values[0])
  return chosen
}

const narrowed = new WeakMap<Route, Map<string, Route>>()

/** The route as it is when the request says so: without what is done only otherwise. The same object for the same branch. */
export function onBranch(route: Route, branch: Branch): Route {
  if (branch.size === 0) return route
  const key = JSON.stringify([...branch])
  const kept = narrowed.get(route) ?? new Map<string, Route>()
  narrowed.set(route, kept)
  const one = kept.get(key) ?? { ...route, effects: route.effects.filter(({ when }) => when.every(condition => isMet(condition, branch))) }
  kept.set(key, one)
  return one
}

/** Texts that a request to the route says: what all that it does asks for, and of a field that is kept nowhere, what the most of it does. */
export function saidTo(route: Route): { readonly always: Branch; readonly mostly: Branch } {
  const branches = route.effects.filter(({ kind }) => !['respond', 'log', 'compare'].includes(kind)).map(branchOf)
  const counts = new Map<string, Map<string, number>>()
  for (const branch of branches)
    for (const [field, value] of branch) {
      const values = counts.get(field) ?? new Map<string, number>()
      counts.set(field, values.set(value, (values.get(value) ?? 0) + 1))
    }
  const most = [...counts].map(([field, values]) => [field, [...values].toSorted((a, b) => b[1] - a[1])[0]!] as const)
  return {
    always: new Map(most.flatMap(([field, [value, count]]) => (count === branches.length ? [[field, value] as const] : []))),
    mostly: new Map(most.map(([field, [value]]) => [field, value])),
  }
}

function isMet(condition: Condition, branch: Branch): boolean {
  const asked = comparison(condition)
  const said = asked && branch.get(asked.field)
  return asked === undefined || said === undefined || asked.values.includes(said) === condition.truthy
}

/** `body.action === 'ping'`, `['ping', 'pong'].includes(body.action)`. */
function comparison({ term }: Condition): { readonly field: string; readonly values: readonly string[] } | undefined {
  if (term.kind !== 'computed' || !/^(?:===?|call includes)$/.test(term.how)) return undefined
  const origin = term.of.find(part => part.kind === 'origin')
  if (origin?.kind !== 'origin' || !['body', 'query'].includes(origin.from) || origin.path.length === 0) return undefined
  // `email.includes('@')` asks how a text is made up, and not which it is.
  if (term.how === 'call includes' && term.of[0] === origin) return undefined
  const values = term.of
    .flatMap(part => (part.kind === 'list' ? part.items : [part]))
    .flatMap(part => (part.kind === 'literal' && typeof part.value === 'string' ? [part.value] : []))
  return values.length > 0 ? { field: `${origin.from}.${origin.path.join('.')}`, values } : undefined
}
