import type { LibraryCall, Run } from '../plugin.js'
import type { Place } from '#base/place'
import { computed, type Fact, object, UNDEFINED, type Value } from '../value.js'
import { accepted, checkedFacts } from './accept.js'
import { type Schema, schemaOf } from './schema.js'

/** What a schema says of one value: what comes out, and what is known where it was let through. */
export interface Verdict {
  readonly output: Value
  readonly facts: readonly Fact[]
}

export function judge(run: Run, at: Place, by: string, schema: Schema, value: Value): Verdict {
  return { output: accepted({ run, by, at }, schema, value), facts: checkedFacts({ run, by, at }, schema, value) }
}

/** Throws where the value does not fit: `schema.parse(value)`. */
export function required(call: LibraryCall, by: string, schema: Schema, value: Value = UNDEFINED): Value {
  const { output, facts } = judge(call.run, call.at, by, schema, value)
  for (const fact of facts) call.run.assume(fact)
  return output
}

/** Says whether the value fits: `{ success, data, error }`, under the names that the library uses. */
export function reported(
  call: LibraryCall,
  by: string,
  schema: Schema,
  value: Value = UNDEFINED,
  names: { success?: string; output: string; error: string },
): Value {
  const { output, facts } = judge(call.run, call.at, by, schema, value)
  const result = object([
    [names.output, output],
    [names.error, computed(`${by} error`, [], { denies: facts })],
  ])
  if (names.success) result.props.set(names.success, computed(`${by} success`, [], { implies: facts }))
  return result
}

/**
 * For frameworks that are given a schema (`.input(schema)`, `zValidator('json', schema)`): what reaches the handler.
 * Undefined where the value is no schema of any library.
 */
export function through(run: Run, at: Place, schema: Value | undefined, value: Value): Verdict | undefined {
  const known = schemaOf(schema)
  return known && judge(run, at, known.by, known.schema, value)
}
