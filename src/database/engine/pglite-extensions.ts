import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'

/** Where the in-process engine finds an extension. */
export interface ExtensionModule {
  readonly name: string
  readonly url: string
  readonly member: string
}

// `import.meta.resolve` is not there under every test runner; what it would say stands beside what `require` finds.
const moduleOf = (name: string) => new URL('index.js', pathToFileURL(createRequire(import.meta.url).resolve(name))).href
export const PGLITE = moduleOf('@electric-sql/pglite')

/** Modules of those that come with the engine; of others there are none. */
export function extensionModules(names: readonly string[]): ExtensionModule[] {
  return [...new Set(names)].flatMap(name => {
    const member = name.replaceAll('-', '_')
    if (name === 'vector') return [{ name, member, url: moduleOf('@electric-sql/pglite-pgvector') }]
    if (!/^\w+$/.test(member)) return []
    const url = new URL(`contrib/${member}.js`, PGLITE).href
    return existsSync(fileURLToPath(url)) ? [{ name, member, url }] : []
  })
}
