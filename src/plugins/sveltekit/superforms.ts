import type { LibraryCall } from '../plugin.js'
import { judge } from '../schema/verdict.js'
import { schemaOf } from '../schema/schema.js'
import { computed, object, origin, UNKNOWN, type Value } from '../value.js'

/** Forms with a schema: `superValidate(request, zod(schema))`. https://superforms.rocks/api */
export function superformsCall(call: LibraryCall): Value | undefined {
  const [first, second] = call.args
  if (/^(?:zod|zod4|valibot|yup|joi|arktype|typebox|vine|effect|superstruct)$/.test(call.method)) return first
  if (call.method !== 'superValidate') return undefined
  const known = schemaOf(second)
  if (!known) return undefined
  const { output, facts } = judge(call.run, call.at, known.by, known.schema, origin('body'))
  return object([
    ['data', output],
    ['valid', computed(`${known.by} success`, [], { implies: facts })],
    ['errors', UNKNOWN],
    ['id', UNKNOWN],
  ])
}
