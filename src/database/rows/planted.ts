import type { Actor } from '#base/evidence'

/** Synthetic rows in a throw-away database, and whose they are. */
export interface Planted {
  readonly seed: number
  /** Each actor's identity, as the app's own tables and `auth.users` hold it. */
  readonly people: readonly Person[]
  readonly tables: readonly PlantedTable[]
}

export interface Person {
  readonly actor: Actor
  /** The id that owner columns hold: a uuid under Supabase, else of the users table's own type. */
  readonly id: string | number
  readonly email: string
  /** What the app's role column says, where there is one. */
  readonly role: string | undefined
}

export interface PlantedTable {
  readonly schema: string
  readonly name: string
  readonly count: number
  /** Primary keys of the rows that belong to each actor, as `{column: value}`; followed over foreign keys (an order's items belong to the order's owner). */
  readonly owned: Readonly<Partial<Record<Actor, readonly Readonly<Record<string, unknown>>[]>>>
  /** Why no row could be made. */
  readonly failed?: string
}
