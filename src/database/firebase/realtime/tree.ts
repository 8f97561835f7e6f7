import { accept, type Cursor, cursorOf, expectNext, nested, RulesSyntaxError, skipBlank, take, unexpected } from '../rules/cursor.js'

/** A node of Realtime Database rules: conditions as written, with their lines, and children by name. */
export interface RuleNode {
  readonly line: number
  readonly conditions: ReadonlyMap<'.read' | '.write' | '.validate', { readonly text: string; readonly line: number }>
  readonly children: ReadonlyMap<string, RuleNode>
}

type Json = string | boolean | number | null | readonly Json[] | JsonObject
interface JsonObject {
  readonly line: number
  readonly entries: ReadonlyMap<string, { readonly value: Json; readonly line: number }>
}

/** Reads `database.rules.json`, which is JSON with comments. Throws `RulesSyntaxError` with the line. */
export function parseTree(text: string): RuleNode {
  const cursor = cursorOf(text.replace(/^\uFEFF/, ''))
  const whole = json(cursor)
  skipBlank(cursor)
  if (cursor.at < cursor.text.length) throw unexpected(cursor, 'the end of the file')
  const rules = isObject(whole) ? whole.entries.get('rules') : undefined
  if (!rules || !isObject(rules.value)) throw new RulesSyntaxError(1, '`rules` is missing')
  return nodeOf(rules.value, 0)
}

function nodeOf(object: JsonObject, depth: number): RuleNode {
  if (depth > 32) throw new RulesSyntaxError(object.line, 'rules nest deeper than the 32 levels that data may have')
  const conditions = new Map<'.read' | '.write' | '.validate', { text: string; line: number }>()
  const children = new Map<string, RuleNode>()
  for (const [name, { value, line }] of object.entries) {
    if (name === '.read' || name === '.write' || name === '.validate') {
      if (typeof value !== 'string' && typeof value !== 'boolean')
        throw new RulesSyntaxError(line, `\`${name}\` is neither an expression nor a bool`)
      conditions.set(name, { text: String(value), line })
    } else if (!name.startsWith('.') && isObject(value)) children.set(name, nodeOf(value, depth + 1))
    else if (!name.startsWith('.') && typeof value === 'boolean') children.set(name, { line, conditions: new Map(), children: new Map() })
  }
  return { line: object.line, conditions, children }
}

const isObject = (value: Json): value is JsonObject =>
  typeof value === 'object' && value !== null && 'entries' in value && value.entries instanceof Map

function json(cursor: Cursor): Json {
  skipBlank(cursor)
  const line = cursor.line
  if (accept(cursor, '{')) {
    return nested(cursor, () => {
      const entries = new Map<string, { value: Json; line: number }>()
      while (!accept(cursor, '}')) {
        skipBlank(cursor)
        const at = cursor.line
        const key = text(cursor)
        if (key === undefined) throw unexpected(cursor, 'a name in quotes')
        expectNext(cursor, ':')
        entries.set(key, { value: json(cursor), line: at })
        if (!accept(cursor, ',')) {
          expectNext(cursor, '}')
          break
        }
      }
      return { line, entries }
    })
  }
  if (accept(cursor, '[')) {
    return nested(cursor, () => {
      const items: Json[] = []
      while (!accept(cursor, ']')) {
        items.push(json(cursor))
        if (!accept(cursor, ',')) {
          expectNext(cursor, ']')
          break
        }
      }
      return items
    })
  }
  const string = text(cursor)
  if (string !== undefined) return string
  for (const [word, value] of [
    ['true', true],
    ['false', false],
    ['null', null],
  ] as const)
    if (accept(cursor, word)) return value
  const number = take(cursor, /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y)
  if (number === undefined) throw unexpected(cursor, 'a value')
  return Number(number)
}

/** Long conditions are often broken over lines, which the service accepts inside quotes. */
function text(cursor: Cursor): string | undefined {
  const quoted = take(cursor, /"(?:[^"\\]|\\[\s\S])*"/y)
  if (quoted === undefined) return undefined
  return quoted
    .slice(1, -1)
    .replace(/\\(?:u([\da-fA-F]{4})|([\s\S]))/g, (_, code?: string, char?: string) =>
      code ? String.fromCharCode(parseInt(code, 16)) : char === 'n' ? '\n' : char === 't' ? '\t' : char!,
    )
}
