import { dateMethod } from './dates.js'
import { areEqual, holds, listOf, numberIn, RulesError, type RulesMap, type RulesValue, setOf, typeOf } from './value.js'

/** `value.name(args)`, as https://firebase.google.com/docs/reference/rules lists the methods of each type. */
export function callMethod(of: RulesValue, name: string, args: readonly RulesValue[]): RulesValue {
  if (typeof of === 'string') return stringMethod(of, name, args)
  if (of !== null && typeof of === 'object') {
    switch (of.t) {
      case 'list':
        return listMethod(of.items, name, args)
      case 'set':
        return setMethod(of.items, name, args)
      case 'map':
        return mapMethod(of, name, args)
      case 'diff':
        return diffMethod(of.now, of.before, name)
      case 'timestamp':
      case 'duration':
        return dateMethod(of, name)
      case 'latlng':
        if (name === 'latitude') return { t: 'float', value: of.lat }
        if (name === 'longitude') return { t: 'float', value: of.lng }
        if (name === 'distance') return { t: 'float', value: distance(of, args[0] ?? null) }
        break
      case 'path':
        if (name === 'bind' && isMap(args[0])) return bind(of.parts, args[0])
        break
      case 'bytes':
        if (name === 'size') return of.bytes.length
        if (name === 'toBase64') return Buffer.from(of.bytes).toString('base64')
        if (name === 'toHexString') return Buffer.from(of.bytes).toString('hex')
        break
    }
  }
  throw new RulesError(`a ${typeOf(of)} has no \`${name}()\``)
}

const isMap = (value: RulesValue | undefined): value is RulesMap => typeof value === 'object' && value !== null && value.t === 'map'

export function itemsOf(value: RulesValue | undefined): readonly RulesValue[] {
  if (typeof value === 'object' && value !== null && (value.t === 'list' || value.t === 'set')) return value.items
  throw new RulesError(`expected a list and got a ${typeOf(value ?? null)}`)
}

function textIn(value: RulesValue | undefined): string {
  if (typeof value === 'string') return value
  throw new RulesError(`expected a string and got a ${typeOf(value ?? null)}`)
}

function stringMethod(text: string, name: string, args: readonly RulesValue[]): RulesValue {
  switch (name) {
    case 'size':
      return [...text].length
    case 'lower':
      return text.toLowerCase()
    case 'upper':
      return text.toUpperCase()
    case 'trim':
      return text.trim()
    case 'matches':
      return patternOf(`^(?:${textIn(args[0])})$`, text).test(text)
    case 'replace':
      return text.replace(patternOf(textIn(args[0]), text, 'g'), () => textIn(args[1]))
    case 'split':
      return listOf(text.split(patternOf(textIn(args[0]), text)))
    case 'toUtf8':
      return { t: 'bytes', bytes: new TextEncoder().encode(text) }
    default:
      throw new RulesError(`a string has no \`${name}()\``)
  }
}

/** RE2 in the pattern's terms. RE2 never backtracks; where JavaScript's engine could do so at length, the pattern is refused. */
function patternOf(source: string, text: string, flags = ''): RegExp {
  if (source.length > 2000 || (text.length > 24 && /[*+}]\)?[*+{]|[*+][^()]*\)[*+{]/.test(source)))
    throw new RulesError('the pattern is too costly')
  const inner = /\(\?([ims]+)\)/.exec(source)?.[1] ?? ''
  const plain = source
    .replace(/\(\?[imsU]+\)/, '')
    .replaceAll('\\A', '^')
    .replaceAll('\\z', '$')
    .replaceAll('(?P<', '(?<')
    .replace(/\[\[:(\w+):\]\]/g, (_, name: string) => `[${CLASSES[name] ?? ''}]`)
  try {
    return new RegExp(plain, flags + [...new Set(inner)].join('') + (/\\p\{/.test(plain) ? 'u' : ''))
  } catch {
    throw new RulesError('the pattern is not valid')
  }
}

const CLASSES: Readonly<Record<string, string>> = {
  alpha: 'A-Za-z',
  digit: '0-9',
  alnum: 'A-Za-z0-9',
  lower: 'a-z',
  upper: 'A-Z',
  space: '\\s',
  word: '\\w',
}

function listMethod(items: readonly RulesValue[], name: string, args: readonly RulesValue[]): RulesValue {
  switch (name) {
    case 'concat':
      return listOf([...items, ...itemsOf(args[0])])
    case 'join':
      return items.map(item => (typeof item === 'string' ? item : String(numberIn(item) ?? item))).join(textIn(args[0]))
    case 'removeAll': {
      const gone = itemsOf(args[0])
      return listOf(items.filter(item => !holds(gone, item)))
    }
    case 'toSet':
      return setOf(items)
    default:
      return containment(items, name, args, 'list')
  }
}

function setMethod(items: readonly RulesValue[], name: string, args: readonly RulesValue[]): RulesValue {
  switch (name) {
    case 'difference': {
      const gone = itemsOf(args[0])
      return setOf(items.filter(item => !holds(gone, item)))
    }
    case 'intersection': {
      const both = itemsOf(args[0])
      return setOf(items.filter(item => holds(both, item)))
    }
    case 'union':
      return setOf([...items, ...itemsOf(args[0])])
    default:
      return containment(items, name, args, 'set')
  }
}

function containment(items: readonly RulesValue[], name: string, args: readonly RulesValue[], type: string): RulesValue {
  switch (name) {
    case 'size':
      return items.length
    case 'hasAll':
      return itemsOf(args[0]).every(item => holds(items, item))
    case 'hasAny':
      return itemsOf(args[0]).some(item => holds(items, item))
    case 'hasOnly': {
      const only = itemsOf(args[0])
      return items.every(item => holds(only, item))
    }
    default:
      throw new RulesError(`a ${type} has no \`${name}()\``)
  }
}

function mapMethod(map: RulesMap, name: string, args: readonly RulesValue[]): RulesValue {
  switch (name) {
    case 'keys':
      return listOf([...map.entries.keys()])
    case 'values':
      return listOf([...map.entries.values()])
    case 'size':
      return map.entries.size
    case 'diff':
      if (isMap(args[0])) return { t: 'diff', now: map, before: args[0] }
      throw new RulesError(`\`diff()\` expects a map and got a ${typeOf(args[0] ?? null)}`)
    case 'get': {
      const steps = typeof args[0] === 'string' ? [args[0]] : itemsOf(args[0]).map(textIn)
      let value: RulesValue | undefined = map
      for (const step of steps) value = isMap(value) ? value.entries.get(step) : undefined
      return value === undefined ? (args[1] ?? null) : value
    }
    default:
      throw new RulesError(`a map has no \`${name}()\``)
  }
}

function diffMethod(now: RulesMap, before: RulesMap, name: string): RulesValue {
  const added = [...now.entries.keys()].filter(key => !before.entries.has(key))
  const removed = [...before.entries.keys()].filter(key => !now.entries.has(key))
  const both = [...now.entries.keys()].filter(key => before.entries.has(key))
  const same = both.filter(key => areEqual(now.entries.get(key)!, before.entries.get(key)!))
  const changed = both.filter(key => !same.includes(key))
  switch (name) {
    case 'addedKeys':
      return setOf(added)
    case 'removedKeys':
      return setOf(removed)
    case 'changedKeys':
      return setOf(changed)
    case 'unchangedKeys':
      return setOf(same)
    case 'affectedKeys':
      return setOf([...added, ...removed, ...changed])
    default:
      throw new RulesError(`a map diff has no \`${name}()\``)
  }
}

const bind = (parts: readonly string[], by: RulesMap): RulesValue => ({
  t: 'path',
  parts: parts.map(part => (/^[{$(]/.test(part) ? textIn(by.entries.get(part.replace(/^\$?[{(]|[})]$/g, ''))) : part)),
})

function distance(from: { readonly lat: number; readonly lng: number }, to: RulesValue): number {
  if (to === null || typeof to !== 'object' || to.t !== 'latlng') throw new RulesError('`distance()` expects a latlng')
  const rad = Math.PI / 180
  const half =
    Math.sin(((to.lat - from.lat) * rad) / 2) ** 2 +
    Math.cos(from.lat * rad) * Math.cos(to.lat * rad) * Math.sin(((to.lng - from.lng) * rad) / 2) ** 2
  return 2 * 6_371_010 * Math.asin(Math.sqrt(half))
}
