import { lex } from './lex.js'
import type { Block, Expression, Statement } from './tree.js'
import { LuaError } from './value.js'

const POWERS: Readonly<Record<string, readonly [left: number, right: number]>> = {
  or: [1, 1],
  and: [2, 2],
  '<': [3, 3],
  '>': [3, 3],
  '<=': [3, 3],
  '>=': [3, 3],
  '~=': [3, 3],
  '==': [3, 3],
  '..': [5, 4],
  '+': [6, 6],
  '-': [6, 6],
  '*': [7, 7],
  '/': [7, 7],
  '%': [7, 7],
  '^': [10, 9],
}
const UNARY = 8

/** A script of Redis: Lua 5.1 without what such scripts do not use (metatables, coroutines, goto). */
export function parse(source: string): Block {
  const tokens = lex(source)
  let at = 0
  const peek = () => tokens[at] ?? { kind: 'end' as const, text: '' }
  const is = (...texts: readonly string[]) => peek().kind === 'word' && texts.includes(peek().text)
  const accept = (text: string) => is(text) && ++at > 0
  const fail = () => new LuaError(`Error compiling script: unexpected symbol near '${peek().text || '<eof>'}'`)
  const expect = (text: string) => {
    if (!accept(text)) throw fail()
  }
  const name = () => {
    if (peek().kind !== 'name') throw fail()
    return tokens[at++]?.text ?? ''
  }
  const several = <T>(one: () => T): readonly T[] => {
    const all = [one()]
    while (accept(',')) all.push(one())
    return all
  }

  function block(...ends: readonly string[]): Block {
    const body: Statement[] = []
    while (peek().kind !== 'end' && !is(...ends)) {
      const made = statement()
      if (made) body.push(made)
    }
    return body
  }

  function closed(): Block {
    const body = block('end')
    expect('end')
    return body
  }

  function statement(): Statement | undefined {
    if (accept(';')) return undefined
    if (accept('break')) return { kind: 'break' }
    if (accept('if')) return branch()
    if (accept('for')) return loop()
    if (accept('local')) return local()
    if (accept('do')) return { kind: 'block', body: closed() }
    if (accept('return'))
      return { kind: 'return', values: peek().kind === 'end' || is('end', 'else', 'elseif', 'until', ';') ? [] : several(expression) }
    if (accept('while')) {
      const test = expression()
      expect('do')
      return { kind: 'while', test, body: closed() }
    }
    if (accept('repeat')) {
      const body = block('until')
      expect('until')
      return { kind: 'repeat', test: expression(), body }
    }
    if (accept('function')) {
      let target: Expression = { kind: 'name', name: name() }
      while (accept('.')) target = { kind: 'index', of: target, key: { kind: 'constant', value: name() } }
      return { kind: 'assign', targets: [target], values: [definition()] }
    }
    const first = suffixed()
    if (first.kind === 'call' && !is('=', ',')) return { kind: 'do-call', call: first }
    const targets = [first]
    while (accept(',')) targets.push(suffixed())
    expect('=')
    return { kind: 'assign', targets, values: several(expression) }
  }

  function branch(): Statement {
    const arms: { test: Expression | undefined; body: Block }[] = []
    do {
      const test = expression()
      expect('then')
      arms.push({ test, body: block('elseif', 'else', 'end') })
    } while (accept('elseif'))
    if (accept('else')) arms.push({ test: undefined, body: block('end') })
    expect('end')
    return { kind: 'if', arms }
  }

  function loop(): Statement {
    const names = several(name)
    const isCount = accept('=')
    if (!isCount) expect('in')
    const over = several(expression)
    expect('do')
    return isCount ? { kind: 'count', name: names[0] ?? '', range: over, body: closed() } : { kind: 'each', names, over, body: closed() }
  }

  function local(): Statement {
    if (accept('function')) return { kind: 'local-function', name: name(), value: definition() }
    const names = several(name)
    return { kind: 'local', names, values: accept('=') ? several(expression) : [] }
  }

  function definition(): Expression {
    expect('(')
    const parameters: string[] = []
    let takesRest = false
    while (!is(')')) {
      if (accept('...')) takesRest = true
      else parameters.push(name())
      if (!accept(',')) break
    }
    expect(')')
    return { kind: 'function', parameters, takesRest, body: closed() }
  }

  function expression(power = 0): Expression {
    let left = is('not', '-', '#') ? ({ kind: 'unary', sign: tokens[at++]?.text ?? '', of: expression(UNARY) } as const) : simple()
    for (;;) {
      const sign = peek().kind === 'word' ? peek().text : ''
      const powers = POWERS[sign]
      if (!powers || powers[0] <= power) return left
      at += 1
      left = { kind: 'binary', sign, left, right: expression(powers[1]) }
    }
  }

  function simple(): Expression {
    const { kind, text } = peek()
    if (kind === 'number' || kind === 'string') {
      at += 1
      return { kind: 'constant', value: kind === 'number' ? Number(text) : text }
    }
    if (accept('nil')) return { kind: 'constant', value: undefined }
    if (accept('true')) return { kind: 'constant', value: true }
    if (accept('false')) return { kind: 'constant', value: false }
    if (accept('...')) return { kind: 'rest' }
    if (accept('function')) return definition()
    return is('{') ? constructor() : suffixed()
  }

  function constructor(): Expression {
    expect('{')
    const items: { key: Expression | undefined; value: Expression }[] = []
    while (!is('}')) {
      if (accept('[')) {
        const key = expression()
        expect(']')
        expect('=')
        items.push({ key, value: expression() })
      } else if (peek().kind === 'name' && tokens[at + 1]?.kind === 'word' && tokens[at + 1]?.text === '=') {
        const key = { kind: 'constant', value: name() } as const
        expect('=')
        items.push({ key, value: expression() })
      } else items.push({ key: undefined, value: expression() })
      if (!accept(',') && !accept(';')) break
    }
    expect('}')
    return { kind: 'table', items }
  }

  function suffixed(): Expression {
    let made: Expression
    if (accept('(')) {
      made = expression()
      expect(')')
    } else made = { kind: 'name', name: name() }
    for (;;) {
      if (accept('.')) made = { kind: 'index', of: made, key: { kind: 'constant', value: name() } }
      else if (accept('[')) {
        made = { kind: 'index', of: made, key: expression() }
        expect(']')
      } else if (accept(':')) made = { kind: 'call', of: made, method: name(), args: passed() }
      else if (is('(', '{') || peek().kind === 'string') made = { kind: 'call', of: made, method: undefined, args: passed() }
      else return made
    }
  }

  function passed(): readonly Expression[] {
    if (peek().kind === 'string' || is('{')) return [simple()]
    expect('(')
    const args = is(')') ? [] : several(expression)
    expect(')')
    return args
  }

  const made = block()
  if (peek().kind !== 'end') throw fail()
  return made
}
