import type { Source } from '#source/source'
import { literalOf, nameOf, type Node } from '#source/tree'
import { bindingsOf } from '../code/bindings.js'
import { type Code, findNodes, isFunction, openCode, textOf } from '../code/code.js'
import { fileOf } from './function-behind.js'

/** The app's own limiter of edge functions: `await rateLimit(key, 600, 60)`, which throws. */
export interface Limiter {
  readonly name: string
  readonly from: string
  /** What it throws above the limit, where the app's own code says so. */
  readonly failure: string | undefined
  /** The statement, without its end: so many calls for each of whom the expression tells apart. */
  call(name: string, whose: string, most?: Most): string
}

/** How many calls in how long. */
export interface Most {
  readonly calls: number
  readonly seconds: number
}

const MOST: Most = { calls: 30, seconds: 60 }

/** `HttpError` of `throw new HttpError(429, …)`, where the same file gives it to others. */
function failureOf(code: Code, from: string, name: string, source: Source): string | undefined {
  const file = fileOf(source, code, from)
  const fn = file && findNodes(file, node => isFunction(node) && nameOf(node.id) === name)[0]
  return fn && /throw new (\w+)\(\s*429\b/.exec(textOf(file, fn))?.[1]
}

/** Whoever has not signed in is told by the address. */
export const addressOf = (request: string, quote: (text: string) => string): string =>
  `${request}.headers.get(${quote('x-forwarded-for')}) ?? ${quote('')}`

/** Only one that takes a key, a number and seconds, as another function calls it. */
export function limiterOf(source: Source): Limiter | undefined {
  for (const file of source.files) {
    if (!/supabase\/functions\//.test(file.path) || !/limit/i.test(file.text())) continue
    const code = openCode(source, file.path)
    for (const call of code ? findNodes(code, node => node.type === 'CallExpression') : []) {
      const name = nameOf(call.callee)
      const binding = name === undefined ? undefined : bindingsOf(code!).get(name)
      const given = call.arguments as Node[]
      const isStatement = code!.parents.get(code!.parents.get(call)!)?.type === 'ExpressionStatement'
      if (!binding?.from.startsWith('.') || !/^\w*(?:rate_?limit|limiter|throttle)\w*$/i.test(name!) || given.length !== 3 || !isStatement)
        continue
      if (typeof literalOf(given[1]) !== 'number' || typeof literalOf(given[2]) !== 'number') continue
      return {
        name: name!,
        from: binding.from,
        failure: failureOf(code!, binding.from, name!, source),
        call: (key, whose, { calls, seconds } = MOST) => `await ${name}(\`${key}:\${${whose}}\`, ${calls}, ${seconds})`,
      }
    }
  }
  return undefined
}
