import { answered } from '../answered.js'
import { arrived } from '../middleware.js'
import { goOn } from '../next/middleware.js'
import { isNothing, lineOf } from '../next/placed.js'
import type { LibraryCall, RouteDeclaration, Run, World } from '../plugin.js'
import { library, type LibraryValue, type Value } from '../value.js'
import { type Address } from './path.js'
import { eventOf } from './event.js'
import type { SourceFile } from '#source/source'

interface Handler {
  /** What runs before it: `onRequest`. */
  readonly before: readonly Value[]
  readonly handler: Value
}

/** `defineEventHandler(fn)`, or an object with what runs before; what is cached or wrapped is the function itself. */
export function handlerOf(call: LibraryCall): Value | undefined {
  const first = call.args.find(arg => arg.k === 'function' || arg.k === 'object' || arg.k === 'library')
  if (!first) return undefined
  if (first.k !== 'object') return library('h3:handler', 'handler', { of: { before: [], handler: first } satisfies Handler })
  const before = call.run.get(first, 'onRequest')
  const of: Handler = {
    before: before.k === 'list' ? before.items : isNothing(before) ? [] : [before],
    handler: call.run.get(first, 'handler'),
  }
  return library('h3:handler', 'handler', { of })
}

export const handlerIn = (value: Value | undefined): Handler | undefined =>
  value?.k === 'library' && value.library === 'h3:handler' ? (value.data['of'] as Handler) : undefined

export function* routesOf(
  file: SourceFile,
  address: Address,
  middleware: readonly string[],
  exports: Value,
  world: World,
): Generator<RouteDeclaration> {
  const given = world.run().get(exports, 'default')
  if (isNothing(given)) return
  const at = { file: file.path, line: lineOf(given, file, 'default') }
  for (const method of address.method ? [address.method] : methodsIn(file.text()))
    yield {
      method,
      path: address.path,
      kind: 'http',
      framework: 'nuxt',
      at,
      handle: run => {
        const before = middleware.flatMap(path => {
          const loaded = run.world.load(path)
          const one = loaded && run.get(loaded, 'default')
          return one && !isNothing(one) ? [{ value: one, at: { file: path, line: 1 } }] : []
        })
        const event = eventOf(
          method,
          address.path,
          before.every(one => handlerIn(one.value)?.handler.k === 'function'),
        )
        for (const one of before) passThrough(run, one.value, event, one.at)
        arrived(run)
        const own = handlerIn(given)
        for (const one of own?.before ?? []) passThrough(run, one, event, at)
        answered(run, own?.handler ?? given, [event], at)
      },
    }
}

/** One file may answer every method, and then asks which it is. */
function methodsIn(text: string): string[] {
  const named = [...new Set([...text.matchAll(/['"](GET|POST|PUT|PATCH|DELETE)['"]/g)].map(match => match[1]!))]
  return named.length && /\bmethod\b|getMethod|isMethod/.test(text) ? named : ['ALL']
}

/** Middleware that gives nothing lets the request through; what it throws, or answers, ends it. */
function passThrough(run: Run, value: Value, event: LibraryValue, at: { file: string; line: number }): void {
  const own = handlerIn(value)
  for (const one of own?.before ?? []) passThrough(run, one, event, at)
  const before = run.facts
  const given = run.call(own?.handler ?? value, [event], at)
  if (run.recover()) {
    run.facts = before
    return
  }
  goOn(run, given, one => isNothing(one))
}
