import { schemaOfJson } from '../ajv/index.js'
import { middlewareOf } from '../middleware/index.js'
import type { Run } from '../plugin.js'
import { schemaOf } from '../schema/schema.js'
import { through } from '../schema/verdict.js'
import type { Value } from '../value.js'

const PARTS = [
  ['body', 'body'],
  ['querystring', 'query'],
  ['query', 'query'],
  ['params', 'params'],
  ['headers', 'headers'],
] as const

/** What a route's schema lets through: JSON Schema, or Zod and TypeBox through a type provider. https://fastify.dev/docs/latest/Reference/Validation-and-Serialization/ */
export function validating(outer: Run, schemas: Value): Value {
  const known = PARTS.flatMap(([name, part]) => {
    const given = outer.get(schemas, name)
    if (given.k !== 'object' && given.k !== 'library') return []
    return [[part, schemaOf(given) ? given : schemaOfJson(outer, given)] as const]
  })
  return middlewareOf((run, request, at) => {
    for (const [part, schema] of known) {
      const verdict = through(run, at, schema, run.get(request, part))
      if (!verdict) continue
      for (const fact of verdict.facts) run.assume(fact)
      run.set(request, part, verdict.output)
    }
    return true
  })
}
