import type { Actor } from '#base/evidence'
import type { Table } from '#database/catalogue'
import type { Row } from '#lab/request/rows'
import type { Ground } from './probe.js'

const GROUP =
  /team|org|workspace|tenant|compan|group|household|project|board|room|channel|conversation|thread|chat|club|famil|member|communit/i

/**
 * Whether the row is the actor's business as well: it names them, a row that belongs to it does (a participant), or the group that it
 * belongs to has them as a member. What is shared on purpose is no fault.
 */
export async function isParty(ground: Ground, table: string, row: Row, actor: Actor): Promise<boolean> {
  const person = ground.lab.planted?.people.find(one => one.actor === actor)
  if (!person || !ground.rows) return false
  const names = [String(person.id), person.email]
  const own = ground.model.tables.find(one => one.name === table)
  const isNamed = (one: Row, of: Table | undefined): boolean =>
    Object.entries(one).some(([column, value]) => names.includes(String(value)) && isPersonal(column, value, of))
  if (isNamed(row, own)) return true
  if (await hasMember(ground, table, row, isNamed)) return true
  for (const key of own?.foreignKeys ?? []) {
    const [column, there] = [key.columns[0], key.references[0] ?? 'id']
    if (key.columns.length !== 1 || column === undefined || !GROUP.test(key.table)) continue
    const group = (await ground.rows.some(key.table, 5000)).find(one => String(one[there]) === String(row[column]))
    if (group && (isNamed(group, undefined) || (await hasMember(ground, key.table, group, isNamed)))) return true
  }
  return false
}

/** A number is a person's only in a column that leads to people; an address or a long id is one anywhere. */
function isPersonal(column: string, value: unknown, table: Table | undefined): boolean {
  if (String(value).length >= 8) return true
  const key = table?.foreignKeys.find(one => one.columns.length === 1 && one.columns[0] === column)
  return key
    ? /user|account|people|person|profile|member|customer/i.test(key.table)
    : /user|member|owner|author|sender|recipient|participant/i.test(column)
}

async function hasMember(ground: Ground, table: string, row: Row, isNamed: (one: Row, of: Table) => boolean): Promise<boolean> {
  for (const other of ground.model.tables)
    for (const key of other.foreignKeys) {
      const [column, there] = [key.columns[0], key.references[0] ?? 'id']
      if (key.table !== table || key.columns.length !== 1 || column === undefined || !isMembership(other)) continue
      const members = (await ground.rows!.some(other.name, 5000)).filter(one => String(one[column]) === String(row[there]))
      if (members.some(one => isNamed(one, other))) return true
    }
  return false
}

/** A table that says who belongs to what; a review of a product makes nobody its owner. */
const isMembership = ({ name }: Table): boolean =>
  /member|participant|collaborat|share|invite|access|permission|assign|guest|team|_users?$|^users?_/i.test(name)
