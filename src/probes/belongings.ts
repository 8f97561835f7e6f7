import type { Actor } from '#base/evidence'
import type { Planted } from '#database/rows/planted'
import type { Row, Rows } from '#lab/request/rows'

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

/** Reads a few rows of every actor and keeps what distinguishes them. */
export async function belongingsOf(planted: Planted | undefined, rows: Rows | undefined): Promise<Belongings> {
  const texts = new Map<Actor, Mark[]>()
  for (const person of planted?.people ?? []) {
    const marks = [{ table: 'people', column: 'email', text: person.email, personal: true, intimate: true }]
    if (String(person.id).length >= 8)
      marks.push({ table: 'people', column: 'id', text: String(person.id), personal: false, intimate: false })
    texts.set(person.actor, marks)
  }
  if (rows)
    for (const table of planted?.tables ?? [])
      for (const actor of Object.keys(table.owned) as Actor[]) {
        const row = await rows.owned(table.name, actor)
        if (row) texts.set(actor, [...(texts.get(actor) ?? []), ...marksOf(table.name, row)])
      }
  return {
    of(actor, tables) {
      const others = new Set([...texts].flatMap(([other, marks]) => (other === actor ? [] : marks.map(mark => mark.text))))
      return (texts.get(actor) ?? []).filter(
        mark => !others.has(mark.text) && (mark.table === 'people' || !tables || tables.includes(mark.table)),
      )
    },
  }
}

const marksOf = (table: string, row: Row): Mark[] =>
  Object.entries(row).flatMap(([column, value]) =>
    typeof value === 'string' && value.length >= 8 && !/^\d{4}-\d\d-\d\dT/.test(value)
      ? [{ table, column, text: value, personal: PERSONAL.test(column), intimate: INTIMATE.test(column) }]
      : [],
  )

/** Which marks an answer carries. */
export const carried = (text: string, marks: readonly Mark[]): readonly Mark[] =>
  marks.filter(mark => text.includes(mark.text) || text.includes(JSON.stringify(mark.text).slice(1, -1)))
