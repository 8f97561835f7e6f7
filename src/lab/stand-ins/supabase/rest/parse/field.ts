import { type Cursor, fail, match, quoted, spaces, take } from './cursor.js'

/** A column, or what lies in its JSON: `data->address->>city`. */
export interface Field {
  readonly name: string
  readonly path: readonly JsonStep[]
}

export interface JsonStep {
  readonly arrow: '->' | '->>'
  readonly key: string | number
}

// A dash belongs to the name unless it starts an arrow.
const NAME = /(?:[\p{L}\p{N}_ $]|-(?!>))+/uy
const KEY = /(?:[\p{L}\p{N}_ $@#/]|-(?!>))+/uy

export function name(from: Cursor, what = 'field name (* or [a..z0..9_$])'): string {
  spaces(from)
  const value = quoted(from) ?? match(from, NAME)?.trim()
  if (value === undefined || value === '') return fail(from, what)
  return value
}

export function field(from: Cursor): Field {
  return { name: name(from), path: jsonPath(from) }
}

export function jsonPath(from: Cursor): readonly JsonStep[] {
  const steps: JsonStep[] = []
  for (;;) {
    spaces(from)
    const arrow = take(from, '->>') ? '->>' : take(from, '->') ? '->' : undefined
    if (!arrow) return steps
    const index = match(from, /-?\d+(?=$|[\s,:.)-])/y)
    if (index !== undefined) steps.push({ arrow, key: Number(index) })
    else steps.push({ arrow, key: quoted(from) ?? match(from, KEY)?.trim() ?? fail(from, 'letter, digit or "_" of a JSON key') })
  }
}
