import type { EnvRead, EnvVariable } from '#model/app-model'
import type { Source } from '#source/source'
import { readDeclared } from './declared.js'
import { isPublicName } from './public-names.js'
import { readsIn } from './reads.js'
import { browserLines } from './server-parts.js'

/** Every variable that the app reads or declares, by name. */
export function readEnv(source: Source, browserFiles: ReadonlySet<string>): EnvVariable[] {
  const declared = readDeclared(source)
  const reads = new Map<string, EnvRead[]>()
  const inlined = new Set<string>()
  for (const file of source.files) {
    if (file.kind !== 'code') continue
    const inBrowser = browserFiles.has(file.path)
    const lines = inBrowser ? browserLines(file) : undefined
    for (const read of readsIn(file)) {
      const isServers = lines !== undefined && !lines.has(read.line)
      const places = reads.get(read.name) ?? []
      places.push({
        at: { file: file.path, line: read.line },
        fallback: read.fallback,
        inBrowser: (inBrowser && !isServers) || read.inlined,
      })
      reads.set(read.name, places)
      if (read.inlined) inlined.add(read.name)
    }
  }
  const names = new Set([...reads.keys(), ...declared.keys()].filter(name => reads.has(name) || declaredInEnvFile(name)))
  function declaredInEnvFile(name: string): boolean {
    return declared.get(name)!.some(place => source.file(place.file)?.kind === 'env')
  }
  return [...names].sort().map(name => ({
    name,
    reads: (reads.get(name) ?? [])
      .sort((a, b) => a.at.line - b.at.line)
      .sort((a, b) => (a.at.file < b.at.file ? -1 : a.at.file > b.at.file ? 1 : 0)),
    declared: declared.get(name) ?? [],
    inBrowser: isPublicName(name) || inlined.has(name),
  }))
}
