import type { LinkedTable } from './links.js'
import { ORDINARY, PERSONS, POWER, RANKS } from './ranks.js'
import { columnOf, type KeyShape, literal, quoted, type TableShape } from './shape.js'
import { parentOf } from './whose.js'

const ROLES = /^(?:user_?|account_?|app_?)?(?:roles?|ranks?|user_?types?|account_?types?|groups?|positions?)$/i

/** What an account has to refer to before it can be: its role by name, and a company or a team of its own. */
export function heldKeys(
  linked: ReadonlyMap<string, LinkedTable>,
  { shape, keys }: LinkedTable,
  actor: (typeof PERSONS)[number],
): Map<string, string> {
  const held = new Map<string, string>()
  for (const key of keys) {
    const [name, more] = key.columns
    const column = name === undefined ? undefined : columnOf(shape, name)
    const parent = parentOf(linked, key)
    if (!column || more !== undefined || column.nullable || column.default !== undefined || !parent || parent.shape === shape) continue
    held.set(column.name, ROLES.test(parent.shape.name) ? roleFor(parent.shape, key, actor) : oneFor(parent.shape, key, actor))
  }
  return held
}

/** The role that is called like what the actor is; where none is, the one that sounds least mighty. */
function roleFor(roles: TableShape, key: KeyShape, actor: (typeof PERSONS)[number]): string {
  const called =
    roles.columns.find(({ name, base }) => /name|code|slug|title|role|key|type/i.test(name) && (base === 'text' || base === 'varchar')) ??
    roles.columns.find(({ enum: values }) => values !== undefined)
  if (!called) return oneFor(roles, key, 'a')
  const text = `${quoted(called.name)}::text`
  const like = (pattern: RegExp): string => `(${text} ~* ${literal(pattern.source)}) desc`
  const plain = `(${text} ~* ${literal(POWER.source)}), ${like(ORDINARY)}`
  return `(select ${quoted(key.references[0]!)} from ${roles.sql} order by ${like(RANKS[actor])}, ${actor === 'admin' ? '' : `${plain}, `}length(${text}), 1 limit 1)`
}

/** Not the same for two people: what they share would belong to both. */
const oneFor = (parent: TableShape, key: KeyShape, actor: (typeof PERSONS)[number]): string =>
  `(select ${quoted(key.references[0]!)} from ${parent.sql} order by 1 offset ${PERSONS.indexOf(actor)} % greatest(1, (select count(*) from ${parent.sql})) limit 1)`
