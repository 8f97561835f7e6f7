import type { Source } from '#source/source'
import type { Node } from '#source/tree'
import { bindingsOf } from '../code/bindings.js'
import { type Code, openCode } from '../code/code.js'
import { importEdits } from '../code/imports.js'
import { declaredIn } from '../code/names.js'
import type { Edit } from '../fix.js'
import { wantedFor } from './apply-guard.js'

/** Edits that bring the app's own `stripe` into reach of a function; nothing to do where it is. `undefined`: the app exports none. */
export function stripeClient(code: Code, fn: Node, source: Source): readonly Edit[] | undefined {
  if (bindingsOf(code).has('stripe') || declaredIn([fn]).has('stripe')) return []
  for (const file of source.files) {
    if (file.kind !== 'code' || file.path === code.path || !/\bimport\b[^\n]*\bstripe\b|require\([^\n]*stripe/.test(file.text())) continue
    const other = openCode(source, file.path)
    const wanted = other && bindingsOf(other).get('stripe') && wantedFor(['stripe'], other, code)
    const edits = wanted && wanted.length > 0 ? importEdits(code, wanted) : undefined
    if (edits) return edits
  }
  return undefined
}
