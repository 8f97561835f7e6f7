import type { Source } from '#source/source'
import { bindingsOf, specifierFrom } from '../code/bindings.js'
import { type Code, openCode } from '../code/code.js'

/** Where other files of the app take a name from, as this file would name it. */
export function usualBinding(name: string, code: Code, source: Source): { readonly name: string; readonly from: string } | undefined {
  for (const file of source.files) {
    if (file.kind !== 'code' || !file.text().includes(name)) continue
    const other = openCode(source, file.path)
    const binding = other && bindingsOf(other).get(name)
    if (other && binding?.kind === 'named' && binding.imported === name && binding.from.startsWith('.'))
      return { name, from: specifierFrom(binding.from, other.path, code.path) }
  }
  return undefined
}
