import { posix } from 'node:path'
import { importsOf } from '#model/env/imports'
import type { Source } from '#source/source'

/** What a function's files ask for that is none of them: addresses, `npm:…`, bare names; each with the first file that asks for it. */
export type Outside = ReadonlyMap<string, string>

/** Follows relative imports from a file. `mapped`: what the function's import map makes of a specifier. */
export function outsideOf(source: Source, entry: string, mapped: (specifier: string) => string | undefined): Outside {
  const outside = new Map<string, string>()
  const seen = new Set<string>()
  const waiting = [entry]
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    const file = seen.has(path) ? undefined : source.file(path)
    seen.add(path)
    if (!file || file.kind !== 'code') continue
    const jsx = /@jsxImportSource\s+(\S+)/.exec(file.text())?.[1]
    const asked = [...importsOf(file).map(one => one.specifier), ...(jsx ? [`${jsx}/jsx-runtime`] : [])]
    for (const specifier of asked) {
      const local = specifier.startsWith('.') ? posix.join(posix.dirname(path), specifier) : mapped(specifier)
      if (local !== undefined) waiting.push(local)
      else if (!specifier.startsWith('node:') && !outside.has(specifier)) outside.set(specifier, path)
    }
  }
  return outside
}
