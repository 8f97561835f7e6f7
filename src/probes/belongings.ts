import type { Actor } from '#base/evidence'
import type { LabRequest } from '#lab/lab'
import type { Planted, PlantedTable } from '#database/rows/planted'
import type { Row, Rows } from '#lab/request/rows'
import { saidIn } from './answer.js'

/** Texts that only one actor's rows hold: an answer that carries one of A's shows A's data. */
export interface Belongings {
  /** `tables`: look only at rows of these; the actor's e-mail address and id are always among them. */
  of(actor: Actor, tables?: readonly string[]): readonly Mark[]
}

export interface Mark {
  readonly table: string
  readonly column: string
  readonly text: string
  /** Says something of a person or of money, not only that a row exists. */
  readonly personal: boolean
  /** Nobody publishes it: an address, a card, a token. */
  readonly intimate: boolean
}

const PERSONAL =
  /mail|phone|address|street|city|zip|postal|name|birth|iban|card|total|amount|price|balance|message|note|body|subject|content|tax|salary|token|secret/i

const INTIMATE = /mail|phone|address|street|zip|postal|birth|iban|card|balance|salary|tax|passw|hash|token|secret/i

/** Shorter texts come about by chance. */
const LONG_ENOUGH = 8
const MOST_ROWS = 5000

/** Reads the rows of every actor and keeps what nobody else's row holds, no code spells out, and no page shows to everyone. */
export async function belongingsOf(
  planted: Planted | undefined,
  rows: Rows | undefined,
  isCommon: (text: string) => boolean = () => false,
): Promise<Belongings> {
  const texts = new Map<Actor, Mark[]>()
  for (const person of planted?.people ?? []) {
    const marks = [{ table: 'people', column: 'email', text: person.email, personal: true, intimate: true }]
    if (String(person.id).length >= LONG_ENOUGH)
      marks.push({ table: 'people', column: 'id', text: String(person.id), personal: false, intimate: false })
    texts.set(person.actor, marks)
  }
  const holders = rows ? await holdersOf(planted?.tables ?? [], rows) : new Map<string, ReadonlySet<Actor | undefined>>()
  if (rows)
    for (const table of planted?.tables ?? [])
      for (const actor of Object.keys(table.owned) as Actor[]) {
        const row = await rows.owned(table.name, actor)
        const own = row ? marksOf(table.name, row).filter(mark => isOnly(holders.get(mark.text), actor) && !isCommon(mark.text)) : []
        texts.set(actor, [...(texts.get(actor) ?? []), ...own])
      }
  return {
    of: (actor, tables) => (texts.get(actor) ?? []).filter(mark => mark.table === 'people' || !tables || tables.includes(mark.table)),
  }
}

/** Whose rows hold a text; `undefined`: a row that is nobody's. */
async function holdersOf(tables: readonly PlantedTable[], rows: Rows): Promise<ReadonlyMap<string, ReadonlySet<Actor | undefined>>> {
  const holders = new Map<string, Set<Actor | undefined>>()
  for (const table of tables) {
    const owners = ownersOf(table)
    for (const row of await rows.some(table.name, MOST_ROWS)) {
      const whose = owners(row)
      for (const value of Object.values(row))
        if (typeof value === 'string' && value.length >= LONG_ENOUGH)
          holders.set(value, new Set([...(holders.get(value) ?? []), ...(whose.length > 0 ? whose : [undefined])]))
    }
  }
  return holders
}

function ownersOf({ owned }: PlantedTable): (row: Row) => readonly Actor[] {
  const byKey = new Map<string, Actor[]>()
  const columns = new Set<string>()
  for (const [actor, keys] of Object.entries(owned) as [Actor, readonly Row[]][])
    for (const key of keys) {
      for (const column of Object.keys(key)) columns.add(column)
      byKey.set(spelled(key, Object.keys(key)), [...(byKey.get(spelled(key, Object.keys(key))) ?? []), actor])
    }
  return row => byKey.get(spelled(row, [...columns])) ?? []
}

const spelled = (row: Row, columns: readonly string[]): string => columns.map(column => `${column}=${String(row[column])}`).join('&')

const isOnly = (holders: ReadonlySet<Actor | undefined> | undefined, actor: Actor): boolean => holders?.size === 1 && holders.has(actor)

const marksOf = (table: string, row: Row): Mark[] =>
  Object.entries(row).flatMap(([column, value]) =>
    typeof value === 'string' && value.length >= LONG_ENOUGH && !/^\d{4}-\d\d-\d\dT/.test(value)
      ? [{ table, column, text: value, personal: PERSONAL.test(column), intimate: INTIMATE.test(column) }]
      : [],
  )

/** Which marks an answer carries that the request itself did not. */
export function carried(text: string, marks: readonly Mark[], request?: LabRequest): readonly Mark[] {
  const said = request ? saidIn(request) : ''
  return marks.filter(
    mark => (text.includes(mark.text) || text.includes(JSON.stringify(mark.text).slice(1, -1))) && !said.includes(mark.text),
  )
}
