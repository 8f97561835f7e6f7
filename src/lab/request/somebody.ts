import type { Actor } from '#base/evidence'
import type { Field } from './field.js'
import type { Rows } from './rows.js'

/** A field that no table explains, and that names somebody: a key of a person, the other one where something is for them. */
export function somebody(field: Field, whose: Actor, rows: Rows | undefined): string | number | undefined {
  const name = field.path.at(-1) ?? ''
  if (field.columns.length > 0 || !PERSON.test(name)) return undefined
  return rows?.idOf?.(ADDRESSEE.test(name) ? (whose === 'b' ? 'a' : 'b') : whose)
}

const PERSON = /(?:user|member|owner|author|recipient|receiver|sender|buyer|seller|customer|profile|friend|target)_?(?:user_?)?(?:id|uid)$/i
const ADDRESSEE = /recipient|receiver|friend|target/i
