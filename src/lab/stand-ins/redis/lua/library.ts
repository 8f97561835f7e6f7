import { pack, unpack } from './msgpack.js'
import {
  get,
  isTable,
  isTrue,
  length,
  list,
  LuaError,
  set,
  show,
  table,
  toNumber,
  typeName,
  type LuaFunction,
  type Value,
} from './value.js'

const named = (functions: Readonly<Record<string, LuaFunction | Value>>): Value => ({ map: new Map(Object.entries(functions)) })
const number = (value: Value) => toNumber(value) ?? 0
const math =
  (run: (...args: number[]) => number): LuaFunction =>
  (...args) => [run(...args.map(number))]

export const STRINGS = named({
  len: text => [show(text).length],
  sub: (text, from, to) => {
    const all = show(text)
    const place = (index: number) => (index < 0 ? Math.max(all.length + index + 1, 0) : index)
    return [all.slice(Math.max(place(number(from ?? 1)), 1) - 1, place(number(to ?? -1)))]
  },
  lower: text => [show(text).toLowerCase()],
  upper: text => [show(text).toUpperCase()],
  rep: (text, count) => [show(text).repeat(Math.max(0, Math.min(number(count), 100_000)))],
  reverse: text => [[...show(text)].toReversed().join('')],
  byte: (text, at) => [show(text).charCodeAt(number(at ?? 1) - 1)],
  char: (...codes) => [String.fromCharCode(...codes.map(number))],
  format: (pattern, ...args) => [format(show(pattern), args)],
  find: (text, pattern, from, plain) => {
    const start = number(from ?? 1) - 1
    const all = show(text)
    if (isTrue(plain)) {
      const at = all.indexOf(show(pattern), start)
      return at === -1 ? [undefined] : [at + 1, at + show(pattern).length]
    }
    const found = regex(show(pattern)).exec(all.slice(start))
    return found ? [start + found.index + 1, start + found.index + found[0].length, ...found.slice(1)] : [undefined]
  },
  match: (text, pattern) => {
    const found = regex(show(pattern)).exec(show(text))
    return found ? (found.length > 1 ? found.slice(1) : [found[0]]) : [undefined]
  },
  gmatch: (text, pattern) => {
    const found = show(text).matchAll(regex(show(pattern), 'g'))
    return [
      () => {
        const next = found.next()
        return next.done ? [undefined] : next.value.length > 1 ? next.value.slice(1) : [next.value[0]]
      },
    ]
  },
  gsub: (text, pattern, to) => {
    let count = 0
    const made = show(text).replace(regex(show(pattern), 'g'), (all, ...groups) => {
      count += 1
      if (typeof to === 'function') return show(to(typeof groups[0] === 'string' ? groups[0] : all)[0] ?? all)
      return show(to).replace(/%(\d)/g, (_, place: string) => (place === '0' ? all : String(groups[Number(place) - 1] ?? all)))
    })
    return [made, count]
  },
})

/** Lua's patterns are nearly regular expressions with `%` for the backslash. */
function regex(pattern: string, flags = ''): RegExp {
  const classes: Readonly<Record<string, string>> = {
    a: 'A-Za-z',
    d: '0-9',
    w: 'A-Za-z0-9',
    s: '\\s',
    l: 'a-z',
    u: 'A-Z',
    p: '!-\\/:-@\\[-`{-~',
    x: '0-9A-Fa-f',
  }
  let isSet = false
  // At the start a repetition repeats nothing: it is the sign itself.
  const source = pattern.replace(/^[-*+?]|%(.)|\[\^?|\]|-|[\\{}|]/g, (all, escaped: string | undefined, at: number) => {
    if (escaped !== undefined) {
      const letters = classes[escaped.toLowerCase()]
      if (letters === undefined) return `\\${escaped}`
      if (isSet) return letters
      return escaped === escaped.toLowerCase() ? `[${letters}]` : `[^${letters}]`
    }
    if (at === 0 && /^[-*+?]$/.test(all)) return `\\${all}`
    if (all.startsWith('[')) isSet = true
    else if (all === ']') isSet = false
    else if (all === '-') return isSet ? '-' : '*?'
    else return `\\${all}`
    return all
  })
  return new RegExp(source, flags)
}

function format(pattern: string, args: readonly Value[]): string {
  let index = 0
  return pattern.replace(/%(?:%|0?(\d*)(?:\.(\d+))?([dsfgixXq]))/g, (all, width: string, digits: string | undefined, kind: string) => {
    if (all === '%%') return '%'
    const value = args[index++]
    if (kind === 's' || kind === 'q') return show(value)
    const shown =
      kind === 'f'
        ? number(value).toFixed(Number(digits ?? 6))
        : /x/i.test(kind)
          ? number(value).toString(16)
          : kind === 'g'
            ? show(number(value))
            : String(Math.trunc(number(value)))
    return shown.padStart(Number(width || 0), all.startsWith('%0') ? '0' : ' ')
  })
}

const TABLES = named({
  insert: (into, first, second) => {
    if (second === undefined) set(into, length(into) + 1, first)
    else {
      for (let at = length(into); at >= number(first); at -= 1) set(into, at + 1, get(into, at))
      set(into, number(first), second)
    }
    return []
  },
  remove: (from, place) => {
    const count = length(from)
    const at = place === undefined ? count : number(place)
    const gone = get(from, at)
    for (let index = at; index <= count; index += 1) set(from, index, get(from, index + 1))
    return [gone]
  },
  concat: (from, between) => [
    list(from)
      .map(show)
      .join(between === undefined ? '' : show(between)),
  ],
  getn: from => [length(from)],
  unpack: from => list(from),
  sort: (from, before) => {
    const less = (a: Value, b: Value) =>
      typeof before === 'function' ? isTrue(before(a, b)[0]) : number(a) < number(b) || show(a) < show(b)
    list(from)
      .toSorted((a, b) => (less(a, b) ? -1 : less(b, a) ? 1 : 0))
      .forEach((each, index) => set(from, index + 1, each))
    return []
  },
})

const JSON_NULL = table()

function fromJson(value: unknown): Value {
  if (value === null) return JSON_NULL
  if (Array.isArray(value)) return table(value.map(fromJson))
  if (typeof value === 'object') return { map: new Map(Object.entries(value).map(([key, each]) => [key, fromJson(each)])) }
  return value as Value
}

function toJson(value: Value): unknown {
  if (value === undefined || value === JSON_NULL) return null
  if (!isTable(value)) return typeof value === 'function' ? null : value
  if (length(value) > 0) return list(value).map(toJson)
  return Object.fromEntries([...value.map].map(([key, each]) => [show(key as Value), toJson(each)]))
}

export function library(): ReadonlyMap<string, Value> {
  const next: LuaFunction = (from, key) => {
    if (!isTable(from)) throw new LuaError('bad argument to next')
    const keys = [...from.map.keys()]
    const after = keys[key === undefined ? 0 : keys.indexOf(key) + 1]
    return after === undefined ? [undefined] : [after, from.map.get(after)]
  }
  return new Map<string, Value>([
    ['string', STRINGS],
    ['table', TABLES],
    [
      'math',
      named({
        floor: math(Math.floor),
        ceil: math(Math.ceil),
        max: math(Math.max),
        min: math(Math.min),
        abs: math(Math.abs),
        sqrt: math(Math.sqrt),
        pow: math((a = 0, b = 0) => a ** b),
        fmod: math((a = 0, b = 1) => a % b),
        random: math(() => 0.5),
        huge: Infinity,
      }),
    ],
    [
      'cjson',
      named({ encode: value => [JSON.stringify(toJson(value))], decode: text => [fromJson(JSON.parse(show(text)))], null: JSON_NULL }),
    ],
    ['cmsgpack', named({ pack: (...values) => [values.map(pack).join('')], unpack: text => unpack(show(text)) })],
    ['tonumber', (value, base) => [toNumber(value, base === undefined ? 10 : number(base))]],
    ['tostring', value => [show(value)]],
    ['type', value => [typeName(value)]],
    ['next', next],
    ['pairs', from => [next, from, undefined]],
    [
      'ipairs',
      from => [(of, at) => (get(of, number(at) + 1) === undefined ? [undefined] : [number(at) + 1, get(of, number(at) + 1)]), from, 0],
    ],
    ['unpack', from => list(from)],
    ['select', (place, ...args) => (place === '#' ? [args.length] : args.slice(number(place) - 1))],
    [
      'error',
      value => {
        throw new LuaError(value)
      },
    ],
    [
      'assert',
      (value, why) => {
        if (isTrue(value)) return [value, why]
        throw new LuaError(why ?? 'assertion failed!')
      },
    ],
    [
      'pcall',
      (run, ...args) => {
        try {
          if (typeof run !== 'function') throw new LuaError('attempt to call a value that is no function')
          return [true, ...run(...args)]
        } catch (error) {
          return [false, error instanceof LuaError ? error.value : String(error)]
        }
      },
    ],
  ])
}
