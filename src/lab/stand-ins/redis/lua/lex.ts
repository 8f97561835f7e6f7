import { LuaError } from './value.js'

export interface Token {
  readonly kind: 'name' | 'word' | 'number' | 'string' | 'end'
  readonly text: string
}

const WORDS = new Set(
  'and break do else elseif end false for function if in local nil not or repeat return then true until while'.split(' '),
)
const SIGNS = /^(\.\.\.|==|~=|<=|>=|\.\.|[-+*/%^#<>=(){}[\];:,.])/
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', a: '\x07', b: '\b', f: '\f', v: '\v', '0': '\0' }

export function lex(source: string): readonly Token[] {
  const tokens: Token[] = []
  let rest = source
  const take = (length: number) => {
    rest = rest.slice(length)
  }
  while (rest !== '') {
    const skip = /^(\s+|--\[\[[\s\S]*?\]\]|--[^\n]*)/.exec(rest)
    if (skip) {
      take(skip[0].length)
      continue
    }
    const [all, kind, text] = next(rest)
    tokens.push({ kind, text })
    take(all)
  }
  return [...tokens, { kind: 'end', text: '' }]
}

function next(rest: string): readonly [number, Token['kind'], string] {
  const name = /^[A-Za-z_]\w*/.exec(rest)?.[0]
  if (name !== undefined) return [name.length, WORDS.has(name) ? 'word' : 'name', name]
  const number = /^(0[xX][0-9a-fA-F]+|(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?)/.exec(rest)?.[0]
  if (number !== undefined) return [number.length, 'number', number]
  const long = /^\[\[\n?([\s\S]*?)\]\]/.exec(rest)
  if (long) return [long[0].length, 'string', long[1] ?? '']
  const short = /^(["'])((?:\\[\s\S]|(?!\1)[^\\\n])*)\1/.exec(rest)
  if (short) return [short[0].length, 'string', unescape(short[2] ?? '')]
  const sign = SIGNS.exec(rest)?.[0]
  if (sign === undefined) throw new LuaError(`unexpected symbol near '${rest.slice(0, 10)}'`)
  return [sign.length, 'word', sign]
}

function unescape(text: string): string {
  return text.replace(/\\(\d{1,3}|[\s\S])/g, (_, code: string) =>
    /^\d{2,3}$/.test(code) ? String.fromCharCode(Number(code)) : (ESCAPES[code] ?? code),
  )
}
