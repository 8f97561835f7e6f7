import { spansOf } from './lex.js'

/** A statement rewritten so that the Postgres grammar reads it, with the placeholders it held. */
export interface Normal {
  readonly sql: string
  /** Placeholders as written, in order: the n-th is `$n` in `sql`. */
  readonly placeholders: readonly string[]
  /** `REPLACE INTO`, `INSERT OR REPLACE`, `ON DUPLICATE KEY UPDATE`: overwrites a row that is there. */
  readonly overwrites: boolean
  /** `INSERT IGNORE`, `INSERT OR IGNORE`: leaves a row that is there. */
  readonly ignores: boolean
}

const PLACEHOLDER = /\$(\d+)|\?(\d*)(?![|&])|(?<![:\w\]])[:@$]([A-Za-z_]\w*)|%(?:\((\w+)\))?s\b/g

/** Brings MySQL and SQLite spelling and every kind of placeholder to what Postgres reads. */
export function normalise(text: string): Normal {
  const mysql = looksLikeMysql(text)
  const numbered = new Map<string, number>()
  const placeholders: string[] = []
  const numberOf = (mark: string, named: boolean) => {
    const known = named ? numbered.get(mark) : undefined
    if (known !== undefined) return known
    placeholders.push(mark)
    numbered.set(mark, placeholders.length)
    return placeholders.length
  }
  let sql = ''
  for (const span of spansOf(text, mysql)) {
    const part = text.slice(span.start, span.end)
    if (span.kind === 'comment') sql += ' '
    else if (span.kind === 'name' && part.startsWith('`')) sql += `"${part.slice(1, -1).replaceAll('"', '""')}"`
    else if (span.kind === 'string' && mysql) sql += part.replaceAll("\\'", "''")
    else if (span.kind === 'code')
      sql += part.replace(PLACEHOLDER, (mark, number: string | undefined, ordinal: string | undefined, name: string | undefined) => {
        if (number) {
          while (placeholders.length < Number(number)) placeholders.push(`$${placeholders.length + 1}`)
          return mark
        }
        return ` $${numberOf(mark, Boolean(ordinal || name))} `
      })
    else sql += part
  }
  return { ...respell(sql), placeholders }
}

const looksLikeMysql = (text: string) => text.includes('`') || /\bon\s+duplicate\s+key\b|\binsert\s+ignore\b/i.test(text)

function respell(sql: string): Omit<Normal, 'placeholders'> {
  let overwrites = false
  let ignores = false
  const respelled = sql
    .replace(/^\s*replace\s+into\b/i, () => ((overwrites = true), 'INSERT INTO'))
    .replace(/\binsert\s+(?:or\s+)?replace\s+into\b/i, () => ((overwrites = true), 'INSERT INTO'))
    .replace(/\binsert\s+(?:or\s+)?(?:ignore|abort|fail|rollback)\s+into\b/i, found => ((ignores = /ignore/i.test(found)), 'INSERT INTO'))
    .replace(/\bupdate\s+(?:or\s+\w+|ignore|low_priority)\s+(?=\S+\s+set\b)/i, 'UPDATE ')
    .replace(/\bon\s+duplicate\s+key\s+update\b[\s\S]*$/i, () => ((overwrites = true), ''))
    .replace(/\blimit\s+(\$?\w+)\s*,\s*(\$?\w+)/i, 'LIMIT $2 OFFSET $1')
    .replace(/\b(insert\s+into\s+\S+)\s+set\s+([\s\S]+)$/i, setToValues)
  return { sql: respelled, overwrites, ignores }
}

/** MySQL's `INSERT INTO t SET a = 1, b = 2`. */
function setToValues(_all: string, head: string, list: string): string {
  const pairs = list.split(',').map(pair => pair.split('='))
  if (pairs.some(pair => pair.length !== 2)) return _all
  return `${head} (${pairs.map(([name]) => name).join(', ')}) VALUES (${pairs.map(([, value]) => value).join(', ')})`
}
