import { type Draw, oneOf } from './draw.js'
import { literal } from './shape.js'

const DIGITS = '0123456789'
const LOWER = 'abcdefghijklmnopqrstuvwxyz'
const WORD = `${LOWER}${DIGITS}`

/** SQL that makes text of a simple pattern: literals, classes, counts, alternatives in a group; `undefined` for anything else. */
export function fromPattern(pattern: string, draw: Draw): string | undefined {
  const state = { text: pattern.replace(/^\^/, '').replace(/\$$/, ''), at: 0, drawn: 0 }
  const parts = sequence(state, draw)
  if (parts === undefined || state.at < state.text.length) return undefined
  return parts.length === 0 ? undefined : `(${parts.join(' || ')})`
}

interface State {
  readonly text: string
  at: number
  drawn: number
}

function sequence(state: State, draw: Draw): string[] | undefined {
  const parts: string[] = []
  while (state.at < state.text.length && !'|)'.includes(state.text[state.at]!)) {
    const make = atom(state, draw)
    if (!make) return undefined
    const times = count(state)
    for (let n = 0; n < times; n++) parts.push(make())
  }
  return parts
}

function atom(state: State, draw: Draw): (() => string) | undefined {
  const letter = state.text[state.at++]!
  const from = (letters: string) => () => oneOf(draw, `p${state.drawn++}`, [...letters])
  if (letter === '.') return from(LOWER)
  if (letter === '[') return classOf(state, from)
  if (letter === '(') return group(state, draw)
  if (letter === '\\') {
    const escaped = state.text[state.at++]
    if (escaped === undefined) return undefined
    if (escaped === 'd') return from(DIGITS)
    if (escaped === 'w') return from(WORD)
    if (escaped === 's') return () => `' '`
    return /\w/.test(escaped) ? undefined : () => literal(escaped)
  }
  return '*+?{}^$'.includes(letter) ? undefined : () => literal(letter)
}

function group(state: State, draw: Draw): (() => string) | undefined {
  if (state.text.startsWith('?:', state.at)) state.at += 2
  else if (state.text[state.at] === '?') return undefined
  const branches: string[] = []
  for (;;) {
    const parts = sequence(state, draw)
    if (!parts) return undefined
    branches.push(parts.length > 0 ? `(${parts.join(' || ')})` : `''`)
    const end = state.text[state.at++]
    if (end === ')') return () => branches[0]!
    if (end !== '|') return undefined
  }
}

function classOf(state: State, from: (letters: string) => () => string): (() => string) | undefined {
  const end = state.text.indexOf(']', state.at + 1)
  if (end === -1 || state.text[state.at] === '^') return undefined
  const inside = state.text.slice(state.at, end)
  state.at = end + 1
  let letters = ''
  for (let n = 0; n < inside.length; n++) {
    const letter = inside[n]!
    if (letter === '\\') {
      const escaped = inside[++n]
      letters += escaped === 'd' ? DIGITS : escaped === 'w' ? WORD : ''
    } else if (inside[n + 1] === '-' && n + 2 < inside.length) {
      for (let code = letter.codePointAt(0)!; code <= inside.codePointAt(n + 2)!; code++) letters += String.fromCodePoint(code)
      n += 2
    } else if (/\w/.test(letter)) letters += letter
  }
  return letters === '' ? undefined : from(letters)
}

function count(state: State): number {
  const rest = state.text.slice(state.at)
  const [whole, low, more] = /^\{(\d+)(,\d*)?\}/.exec(rest) ?? []
  if (whole !== undefined) {
    state.at += whole.length
    return more === undefined ? Number(low) : Math.max(Number(low), Math.min(8, Number(more.slice(1) || 8)))
  }
  if (rest[0] === '+' || rest[0] === '*') {
    state.at++
    return 6
  }
  if (rest[0] === '?') {
    state.at++
    return 0
  }
  return 1
}
