import type { Place } from '#base/place'
import { middlewareOf } from '../middleware/index.js'
import type { LibraryCall, Run } from '../plugin.js'
import { through } from '../schema/verdict.js'
import { type LibraryValue, origin, textOf, UNDEFINED, type Value } from '../value.js'

const PARTS: Record<string, Value> = {
  json: origin('body'),
  form: origin('body'),
  query: origin('query'),
  param: origin('params'),
  header: origin('headers'),
  cookie: origin('cookies'),
}

export const partOf = (name: string): Value => PARTS[name] ?? origin('body')

/** What a schema lets through is what `c.req.valid(part)` gives. */
export function accept(run: Run, context: LibraryValue, at: Place, part: string, schema: Value): void {
  const verdict = through(run, at, schema, partOf(part))
  if (!verdict) return
  for (const fact of verdict.facts) run.assume(fact)
  run.set(context, `valid:${part}`, verdict.output)
}

/** `zValidator('json', schema)`, `validator('json', (value, c) => …)`. https://hono.dev/docs/guides/validation */
export function validator(call: LibraryCall): Value {
  const part = textOf(call.args[0]) ?? 'json'
  const given = call.args[1] ?? UNDEFINED
  return middlewareOf((run, context, at) => {
    if (given.k === 'function') run.set(context, `valid:${part}`, run.call(given, [partOf(part), context], at))
    else accept(run, context, at, part, given)
    return true
  })
}
