import { computed, literal, type Value } from '../value.js'
import { boundIn, identifierIn } from './parts.js'

/** A statement's text that a grammar can read: what is not literal stands there as a placeholder or a name. */
export interface Readable {
  readonly text: string
  /** Values of the placeholders that were put in, by their mark. Undefined: some parameter, it is not known which. */
  readonly marks: ReadonlyMap<string, Value | undefined>
  /** Names that were put in where a table's or a column's name is computed. */
  readonly names: ReadonlyMap<string, Value>
}

const TABLE_FOLLOWS = /\b(from|join|into|update|only)\s+(\w+\.)?["`]?$/i
const COLUMN_FOLLOWS = /(\bset|\bwhere|\band|\bor|\bon|,|\()\s*["`]?$|\.["`]?$/i
const COMPARED = /^["`]?\s*(=|<|>|!=|like\b|ilike\b|in\s*\(|is\b)/i

export function readable(parts: readonly Value[]): Readable {
  const marks = new Map<string, Value | undefined>()
  const names = new Map<string, Value>()
  const isNumbered = parts.some(part => part.k === 'literal' && /\$\d/.test(String(part.value)))
  const mark = (value: Value | undefined): string => {
    const name = isNumbered ? `$${50 + marks.size}` : `:part_${marks.size}`
    marks.set(name, value)
    return ` ${name} `
  }
  let text = ''
  let quoted: { readonly start: number; readonly inside: Value[]; readonly quote: string } | undefined
  const close = (): void => {
    text = text.slice(0, quoted!.start) + mark(quoted!.inside.length === 1 ? quoted!.inside[0]! : computed('template', quoted!.inside))
    quoted = undefined
  }
  parts.forEach((part, index) => {
    const known = part.k === 'literal' ? String(part.value) : identifierIn(part)
    if (known !== undefined) {
      if (!quoted) {
        text += known
        return
      }
      const end = known.indexOf(quoted.quote)
      if (end < 0) quoted.inside.push(literal(known))
      else {
        if (end) quoted.inside.push(literal(known.slice(0, end)))
        close()
        text += known.slice(end + 1)
      }
      return
    }
    const value = boundIn(part) ?? part
    if (quoted) {
      quoted.inside.push(value)
      return
    }
    const open = openQuote(text)
    if (open && isText(text, open)) {
      const before = text.slice(open.start + 1)
      quoted = { ...open, inside: before ? [literal(before), value] : [value] }
      return
    }
    const next = parts[index + 1]
    const follows = next?.k === 'literal' ? String(next.value) : ''
    if (text.endsWith('$')) text = text.slice(0, -1) + mark(undefined)
    else if (
      !boundIn(part) &&
      (open || /\w$/.test(text) || TABLE_FOLLOWS.test(text) || (COLUMN_FOLLOWS.test(text) && COMPARED.test(follows)))
    ) {
      const name = `part_${marks.size + names.size}`
      names.set(name, value)
      text += name
    } else text += mark(value)
  })
  if (quoted) close()
  return { text, marks, names }
}

/** The quote that is still open at the end of a text. */
function openQuote(text: string): { readonly start: number; readonly quote: string } | undefined {
  let open: { readonly start: number; readonly quote: string } | undefined
  for (let index = 0; index < text.length; index++) {
    const sign = text[index]!
    if (open ? sign === open.quote : sign === "'" || sign === '"' || sign === '`') open = open ? undefined : { start: index, quote: sign }
  }
  return open
}

/** Double quotes are a name in Postgres and a text in MySQL: what stands before tells. */
const isText = (text: string, open: { readonly start: number; readonly quote: string }): boolean =>
  open.quote === "'" || (open.quote === '"' && /(=|<|>|\blike|\(|,)\s*$/i.test(text.slice(0, open.start)))
