import type { Source } from '#source/source'
import { literalOf, nameOf, type Node } from '#source/tree'
import { bindingsOf } from '../code/bindings.js'
import { findNodes, openCode } from '../code/code.js'

/** The app's own limiter of edge functions: `await rateLimit(key, 600, 60)`, which throws. */
export interface Limiter {
  readonly name: string
  readonly from: string
  /** The statement, without its end. */
  call(key: string, request: string, quote: (text: string) => string): string
}

/** Calls that one address may make in a minute. */
const CALLS = 30

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
        call: (key, request, quote) =>
          `await ${name}(\`${key}:\${${request}.headers.get(${quote('x-forwarded-for')}) ?? ${quote('')}}\`, ${CALLS}, 60)`,
      }
    }
  }
  return undefined
}
