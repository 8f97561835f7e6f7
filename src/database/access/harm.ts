import type { Asker } from './actors.js'
import type { Aimed } from './tables.js'
import { nameOf, type Row } from './targets.js'
import { isRow, literal, quoted } from './text.js'
import { isForm } from './words.js'

/** What is looked at before and after a call, as JSON. */
export interface Seen {
  readonly returned?: string
  readonly tables?: Readonly<Record<string, SeenTable>>
}

interface SeenTable {
  /** Rows that are aimed at. */
  readonly rows: readonly Row[]
  /** Rows in A's name. */
  readonly named: readonly Row[]
  /** How many rows name the caller. */
  readonly callers: number
  readonly count: number
}

/** Tables with more rows are looked at where they are aimed at alone. */
const MANY = 20_000

const NONE = "'[]'::jsonb"

/** A query that gives it, of these tables; `a` is A's id. */
export function watchOf(tables: readonly Aimed[], counts: ReadonlyMap<string, number>, caller: Asker, a: string | undefined): string {
  const parts = tables.flatMap(({ relation, targets }) => {
    const name = nameOf(relation)
    const few = (counts.get(`${relation.schema}.${relation.name}`) ?? 0) <= MANY
    const rows = (condition: string) =>
      `coalesce((select jsonb_agg(to_jsonb(t) order by to_jsonb(t)::text) from ${name} t where ${condition}), ${NONE})`
    const inHerName = a === undefined ? [] : targets.owners.map(owner => `t.${quoted(owner)} = ${literal(a)}`)
    return [
      literal(`${relation.schema}.${relation.name}`),
      `jsonb_build_object('rows', ${targets.keys.length > 0 ? rows(isRow(targets.keys, 't.')) : NONE},
        'named', ${few && inHerName.length > 0 ? rows(inHerName.join(' or ')) : NONE},
        'callers', ${few && caller.person ? `(select count(*) from ${name} t where to_jsonb(t)::text like ${literal(`%${String(caller.person.id)}%`)})` : '0'},
        'count', ${few ? `(select count(*) from ${name})` : '0'})`,
    ]
  })
  const chunks = Array.from(
    { length: Math.ceil(parts.length / 80) },
    (_, index) => `jsonb_build_object(${parts.slice(index * 80, index * 80 + 80).join(', ')})`,
  )
  return `select jsonb_build_object('returned', current_setting('seaworthy.returned', true), 'tables', ${chunks.join(' || ') || "'{}'::jsonb"})::text`
}

/** Numbers that grow as others look on and vote, and times that say when. */
const COUNTER =
  /(?:^|_)(?:counts?|counter|views?|likes?|clicks|plays|downloads|hits|visits|shares|votes|upvotes|downvotes|average|avg|popularity|impressions|updated_at|modified_at|last_(?:seen|viewed|visited|active|activity|login|logged_in|sign_in|signed_in|used|message|read))(?:_|$)/i

/** What others make of a row of hers, or what she says herself: which of the two, the rest of the call tells. */
const RATED = /(?:^|_)(?:score|ratings?)(?:_|$)/i

/** Columns that hold who last touched a row, not whose it is. */
const HANDLER = /(?:updated|modified|edited|changed|reviewed|approved|assigned|handled|locked)_?(?:by|to)|^last_/i

/** Tables in which a call did to A's rows what only she may: changed or took them, or put others in her name. What names the caller too is between the two. */
export function harmedBy(
  was: Seen,
  became: Seen,
  tables: readonly Aimed[],
  caller: Asker,
  a: string | undefined,
  namesA: boolean,
): string[] {
  const pairs = Object.entries(became.tables ?? {}).flatMap(([name, now]) => {
    const before = was.tables?.[name]
    const aimed = tables.find(({ relation }) => `${relation.schema}.${relation.name}` === name)
    return before && aimed ? [{ name, before, now, aimed }] : []
  })
  const acted = caller.actor !== 'a' && pairs.some(({ before, now }) => now.callers > before.callers)
  return pairs.flatMap(({ name, before, now, aimed: { relation, targets } }) => {
    const mine = (row: Row) => caller.actor !== 'a' && caller.person !== undefined && JSON.stringify(row).includes(String(caller.person.id))
    const identity = Object.keys(targets.keys[0] ?? {})
    const keyOf = (row: Row) => JSON.stringify(identity.map(column => row[column]))
    const after = new Map(now.rows.map(row => [keyOf(row), row]))
    // What hangs on a row of hers only follows what the caller did in a row of the caller's own.
    const follows = targets.owners.length === 0 && acted
    const struck =
      !follows &&
      before.rows.some(row => {
        const left = after.get(keyOf(row))
        if (mine(row)) return false
        if (!left) return true
        if (mine(left)) return isTaken(row, left, targets.owners, a)
        const changed = Object.keys(row).filter(column => JSON.stringify(row[column]) !== JSON.stringify(left[column]))
        const told = changed.filter(column => !COUNTER.test(column))
        const counted = acted || told.length < changed.length
        return told.some(column => !RATED.test(column) || !(counted || isVote(row[column], left[column])))
      })
    const known = new Set(before.named.map(row => JSON.stringify(row)))
    const forged = now.named.length > before.named.length && now.named.some(row => !known.has(JSON.stringify(row)) && !mine(row))
    // One more line in a form that strangers fill in is what the form is for.
    const filledIn = !targets.owned && isForm(relation) && now.count > before.count
    const added = namesA && !acted && !filledIn && targets.owners.length === 0 && now.count !== before.count && relation.kind === 'table'
    return struck || forged || added ? [name] : []
  })
}

/** Her row names the caller now, and her no more where it said whose it is. */
function isTaken(row: Row, left: Row, owners: readonly string[], a: string | undefined): boolean {
  const hers = owners.filter(owner => !HANDLER.test(owner) && String(row[owner]) === a)
  return hers.length > 0 && hers.every(owner => String(left[owner]) !== a)
}

const isVote = (was: unknown, now: unknown): boolean => typeof was === 'number' && typeof now === 'number' && Math.abs(now - was) === 1
