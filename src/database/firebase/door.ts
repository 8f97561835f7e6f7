import type { Actor } from '#base/evidence'
import type { Place } from '#base/place'
import type { AccessObject } from '#database/access/matrix'

/** A kind of document (or file, or node) that rules speak of, and what was tried on it. Plain data. */
export interface RulesDoor {
  readonly service: 'firestore' | 'storage' | 'database'
  /** `users/{userId}/orders/{id}`; `{document=**}` for everything. */
  readonly name: string
  /** `orders`; `**` where the rule covers every collection. */
  readonly collection: string
  readonly at: Place
  readonly holds: AccessObject['holds']
  /** Whose a document is: its wildcards and fields that hold the owner. Empty where nothing says. */
  readonly owner: { readonly wildcards: readonly string[]; readonly fields: readonly string[]; readonly stated: boolean }
  /** Fields that rules or code speak of. */
  readonly fields: readonly string[]
  /** Of these, the ones that rules look up to decide what the caller may do elsewhere. */
  readonly deciding: readonly string[]
  readonly trials: readonly Trial[]
}

export type TrialDoes = 'get' | 'list' | 'create' | 'update' | 'delete'

/** One request that was tried on the evaluator. */
export interface Trial {
  readonly actor: Actor
  readonly does: TrialDoes
  /**
   * - `own`: the actor's own document; `other`: A's
   * - `forged`: a new document in A's name
   * - `taken`: A's document, the owner set to the actor; `given`: the own, the owner set to B
   * - `field`: the own document, with `field` set to what the actor likes
   * - `file`: the own place, with a huge file, or one of any type
   */
  readonly on: 'own' | 'other' | 'forged' | 'taken' | 'given' | 'field' | 'huge' | 'any-type'
  readonly field?: string
  readonly allowed: boolean
  /** Of the `allow` that let it through. */
  readonly by: readonly Place[]
  /** The rule opens only until then. */
  readonly until?: string
  /** The document that was sent, as JSON. */
  readonly with?: string
  /** The `allow` that failed to evaluate, where none let it through. */
  readonly error?: string
}

/** Field names that code writes, by collection (its last name). */
export type WrittenFields = ReadonlyMap<string, ReadonlySet<string>>
