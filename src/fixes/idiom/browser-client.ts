import type { Source } from '#source/source'
import { bindingsOf, specifierFrom } from '../code/bindings.js'
import { type Code, openCode } from '../code/code.js'
import type { Wanted } from '../code/imports.js'

/** The Supabase client that browser code of the app imports, as another file would import it. */
export function browserClient(code: Code, source: Source): Wanted | undefined {
  const counts = new Map<string, { readonly name: string; readonly from: string; readonly in: string; count: number }>()
  for (const file of source.files) {
    if (file.kind !== 'code' || /(?:^|\/)supabase\/functions\//.test(file.path) || !/\bsupabase\w*\b/.test(file.text())) continue
    const other = openCode(source, file.path)
    for (const { name, kind, imported, from } of other ? bindingsOf(other).values() : []) {
      if (kind !== 'named' || name !== imported || !/^supabase(?:Client)?$/.test(name) || !/^(?:\.|@\/|~)/.test(from)) continue
      const key = `${name} ${from.startsWith('.') ? from.split('/').at(-1) : from}`
      const known = counts.get(key)
      if (known) known.count++
      else counts.set(key, { name, from, in: file.path, count: 1 })
    }
  }
  const [usual] = [...counts.values()].toSorted((a, b) => b.count - a.count)
  return usual && { name: usual.name, kind: 'named', from: specifierFrom(usual.from, usual.in, code.path) }
}
