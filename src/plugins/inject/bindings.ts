import { kept } from '../kept.js'
import type { World } from '../plugin.js'
import { textOf, type Value } from '../value.js'

/** What a container hands out for a token: an object of a class, a value as it is, what a function makes, or what another token means. */
export type Binding =
  | { readonly kind: 'class'; readonly of: Value }
  | { readonly kind: 'value'; readonly value: Value }
  /** `from` are tokens that are handed out first; `given` is handed over as it is where there are none. */
  | { readonly kind: 'made'; readonly by: Value; readonly from: readonly Value[]; readonly given?: readonly Value[] }
  | { readonly kind: 'alias'; readonly of: Value }

/** Tells a token from others: a class, a name, or `Symbol('Orders')`. Undefined where nothing can be told. */
export function tokenOf(value: Value | undefined): string | undefined {
  if (value?.k === 'class') return `class ${value.file}:${value.fact.l}`
  if (value?.k === 'library') return /(^|\.)Symbol(\.for)?\(\)$/.test(value.path) ? tokenOf(value.args[0]) : undefined
  const text = textOf(value)
  return text === undefined ? undefined : `text ${text}`
}

/** What every container of the app was told; the last word counts, as it does there. */
const bindingsIn = (world: World): Map<string, Binding> => kept(world, 'inject-bindings', () => new Map<string, Binding>())

export function bind(world: World, token: Value | undefined, binding: Binding): void {
  const key = tokenOf(token)
  if (key !== undefined) bindingsIn(world).set(key, binding)
}

export function boundTo(world: World, token: Value | undefined): Binding | undefined {
  const key = tokenOf(token)
  return key === undefined ? undefined : bindingsIn(world).get(key)
}
