import { type Cursor, cursor, ended, fail, match, need, spaces, take } from './cursor.js'
import { type Field, jsonPath, name } from './field.js'

/** What `select=` asks for. */
export type Item = StarItem | FieldItem | EmbedItem

export interface StarItem {
  readonly kind: 'star'
}

export interface FieldItem {
  readonly kind: 'field'
  readonly alias: string | undefined
  /** `undefined` for `count()`. */
  readonly field: Field | undefined
  readonly cast: string | undefined
  readonly aggregate: Aggregate | undefined
}

export interface Aggregate {
  readonly name: 'count' | 'sum' | 'avg' | 'max' | 'min'
  readonly cast: string | undefined
}

export interface EmbedItem {
  readonly kind: 'embed'
  readonly alias: string | undefined
  readonly name: string
  readonly hint: string | undefined
  readonly join: 'left' | 'inner'
  readonly spread: boolean
  readonly items: readonly Item[]
}

export function parseSelect(text: string): readonly Item[] {
  if (text.trim() === '') return []
  const from = cursor(text, 'select parameter')
  const items = list(from)
  if (!ended(from)) fail(from, '"," or end of input')
  return items
}

function list(from: Cursor): readonly Item[] {
  const items: Item[] = []
  do items.push(item(from))
  while (take(from, ','))
  return items
}

function item(from: Cursor): Item {
  spaces(from)
  if (take(from, '...')) return embed(from, undefined, true, named(from))
  if (take(from, '*')) {
    spaces(from)
    return { kind: 'star' }
  }
  const first = named(from)
  if (first === 'count' && take(from, '()')) return counted(from, undefined)
  if (from.text[from.at] === ':' && from.text[from.at + 1] !== ':') {
    from.at += 1
    const second = named(from)
    if (second === 'count' && take(from, '()')) return counted(from, first)
    return rest(from, first, second)
  }
  return rest(from, undefined, first)
}

function named(from: Cursor): string {
  const found = name(from)
  spaces(from)
  return found
}

function rest(from: Cursor, alias: string | undefined, first: string): Item {
  const next = from.text[from.at]
  if (next === '!' || next === '(') return embed(from, alias, false, first)
  const path = jsonPath(from)
  const type = cast(from)
  return { kind: 'field', alias, field: { name: first, path }, cast: type, aggregate: aggregate(from) }
}

function embed(from: Cursor, alias: string | undefined, spread: boolean, first: string): EmbedItem {
  let found = first
  let label = alias
  if (spread && take(from, ':')) {
    label = first
    found = named(from)
  }
  let hint: string | undefined
  let join: 'left' | 'inner' = 'left'
  while (take(from, '!')) {
    const word = named(from)
    if (word === 'inner' || word === 'left') join = word
    else hint = word
  }
  need(from, '(')
  spaces(from)
  const items = from.text[from.at] === ')' ? [] : list(from)
  need(from, ')')
  spaces(from)
  return { kind: 'embed', alias: label, name: found, hint, join, spread, items }
}

function counted(from: Cursor, alias: string | undefined): FieldItem {
  const type = cast(from)
  return { kind: 'field', alias, field: undefined, cast: undefined, aggregate: { name: 'count', cast: type } }
}

function cast(from: Cursor): string | undefined {
  spaces(from)
  if (!take(from, '::')) return undefined
  const type = match(from, /[A-Za-z_][\w ]*(?:\[\])?/y) ?? fail(from, 'the name of a type')
  spaces(from)
  return type.trim()
}

function aggregate(from: Cursor): Aggregate | undefined {
  const found = match(from, /\.(?:count|sum|avg|max|min)\(\)/y)
  if (found === undefined) {
    spaces(from)
    return undefined
  }
  return { name: found.slice(1, -2) as Aggregate['name'], cast: cast(from) }
}
