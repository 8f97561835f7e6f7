import type { Place } from '#base/place'
import type { Column, ForeignKey, Index } from '../catalogue.js'
import { charactersOf } from '../statement/lex.js'

/** A CREATE TABLE as MySQL, SQLite or anything near them spells it. Offsets are into the statement. */
export interface LooseTable {
  readonly name: string
  readonly columns: readonly Column[]
  readonly primaryKey: readonly string[]
  readonly indexes: readonly Index[]
  readonly foreignKeys: readonly ForeignKey[]
}

const QUOTED = '(?:`[^`]+`|"[^"]+"|\\[[^\\]]+\\]|[\\w$]+)'
const TABLE = new RegExp(
  `^\\s*create\\s+(?:temp(?:orary)?\\s+)?table\\s+(?:if\\s+not\\s+exists\\s+)?((?:${QUOTED}\\.)?${QUOTED})\\s*\\(`,
  'i',
)
const INDEX = new RegExp(
  `^\\s*create\\s+(unique\\s+)?index\\s+(?:concurrently\\s+)?(?:if\\s+not\\s+exists\\s+)?(?:${QUOTED}\\s+)?on\\s+((?:${QUOTED}\\.)?${QUOTED})\\s*(?:using\\s+\\w+\\s*)?\\(`,
  'i',
)
const ADD_COLUMN = new RegExp(
  `^\\s*alter\\s+table\\s+((?:${QUOTED}\\.)?${QUOTED})\\s+add\\s+(?:column\\s+)?(?:if\\s+not\\s+exists\\s+)?(?!constraint|index|key|unique|primary|foreign)(?=${QUOTED}\\s)`,
  'i',
)
const REFERENCES = new RegExp(`\\breferences\\s+((?:${QUOTED}\\.)?${QUOTED})\\s*(?:\\(([^)]*)\\))?`, 'i')

export const bareName = (name: string): string =>
  name
    .split('.')
    .at(-1)!
    .replace(/^[`"[]|[`"\]]$/g, '')
const namesIn = (list: string): string[] =>
  list
    .split(',')
    .map(part =>
      bareName(
        part
          .trim()
          .replace(/\s*\(\d+\)/, '')
          .split(/\s+/)[0] ?? '',
      ),
    )
    .filter(Boolean)

/** `place` turns an offset of the statement into a place. */
export function readLooseTable(sql: string, place: (offset: number) => Place): LooseTable | undefined {
  const head = TABLE.exec(sql)
  if (!head?.[1]) return undefined
  const mysql = /\bengine\s*=|auto_increment/i.test(sql)
  const columns: Column[] = []
  const indexes: Index[] = []
  const foreignKeys: ForeignKey[] = []
  let primaryKey: string[] = []
  for (const item of itemsOf(sql, head[0].length - 1)) {
    const at = place(item.start)
    const text = item.text.replace(new RegExp(`^constraint\\s+(?:${QUOTED}\\s+)?(?=primary|unique|foreign|check)`, 'i'), '')
    const list = /\(([^()]*(?:\(\d+\)[^()]*)*)\)/.exec(text)?.[1] ?? ''
    if (/^primary\s+key\b/i.test(text)) primaryKey = namesIn(list)
    else if (
      /^(?:unique|key|index|fulltext|spatial)\b(?=[\s(`])/i.test(text) &&
      list &&
      !/^(?:key|index)\s+(?:text|varchar|int)/i.test(text)
    )
      indexes.push({ columns: namesIn(list), unique: /^unique/i.test(text), partial: false, at })
    else if (/^foreign\s+key\b/i.test(text)) {
      const key = foreignKey(text, namesIn(list), at)
      if (key) foreignKeys.push(key)
      // InnoDB makes the index for a foreign key by itself.
      if (mysql) indexes.push({ columns: namesIn(list), unique: false, partial: false, at })
    } else if (!/^(?:check|exclude|constraint|like|period)\b/i.test(text)) {
      const column = columnOf(text, at)
      if (!column) continue
      columns.push(column)
      if (column.unique) indexes.push({ columns: [column.name], unique: true, partial: false, at })
      if (/\bprimary\s+key\b/i.test(text)) primaryKey = [column.name]
      // An inline REFERENCES does nothing in MySQL.
      const key = foreignKey(text, [column.name], at)
      if (key) foreignKeys.push(key)
    }
  }
  return columns.length === 0 ? undefined : { name: bareName(head[1]), columns, primaryKey, indexes, foreignKeys }
}

export function readLooseIndex(sql: string, place: (offset: number) => Place): { table: string; index: Index } | undefined {
  const head = INDEX.exec(sql)
  if (!head?.[2]) return undefined
  const columns = itemsOf(sql, head[0].length - 1).map(item => namesIn(item.text)[0] ?? '')
  return { table: bareName(head[2]), index: { columns, unique: head[1] !== undefined, partial: /\)\s*where\b/i.test(sql), at: place(0) } }
}

export function readLooseColumn(
  sql: string,
  place: (offset: number) => Place,
): { table: string; column: Column; key: ForeignKey | undefined } | undefined {
  const head = ADD_COLUMN.exec(sql)
  if (!head?.[1]) return undefined
  const text = sql.slice(head[0].length)
  const column = columnOf(text, place(head[0].length))
  return column && { table: bareName(head[1]), column, key: foreignKey(text, [column.name], column.at) }
}

function columnOf(text: string, at: Place): Column | undefined {
  const head = new RegExp(`^(${QUOTED})(?:\\s+([\\w ]+?(?:\\([^)]*\\))?))?(?=\\s|$)`).exec(text)
  if (!head?.[1]) return undefined
  const name = bareName(head[1])
  const type = /^[a-z]+/i.exec(text.slice(head[1].length).trim())?.[0]?.toLowerCase() ?? ''
  return {
    name,
    field: name,
    type,
    nullable: !/\bnot\s+null\b|\bprimary\s+key\b/i.test(text),
    hasDefault: /\bdefault\b|\bauto_?increment\b|\bprimary\s+key\b/i.test(text),
    unique: /\bunique\b/i.test(text),
    at,
  }
}

function foreignKey(text: string, columns: string[], at: Place): ForeignKey | undefined {
  const found = REFERENCES.exec(text)
  return found?.[1] ? { columns, table: bareName(found[1]), references: namesIn(found[2] ?? ''), at } : undefined
}

/** The comma-separated items of the list that opens at an offset. */
function itemsOf(sql: string, open: number): { text: string; start: number }[] {
  const items: { text: string; start: number }[] = []
  let depth = 0
  let text = ''
  let start = open + 1
  const close = () => {
    if (text.trim()) items.push({ text: text.trim(), start })
    text = ''
  }
  for (const { character, at, quoted } of charactersOf(sql, open)) {
    if (!quoted) {
      if (character === '(' && depth++ === 0) continue
      if (character === ')' && --depth === 0) break
      if (character === ',' && depth === 1) {
        close()
        continue
      }
    }
    if (text.trim() === '' && character.trim() !== '') start = at
    text += character
  }
  close()
  return items
}
