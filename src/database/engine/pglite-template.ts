import { createHash } from 'node:crypto'
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { cacheFolder } from './folder.js'
import type { EngineOptions } from './options.js'
import { PGLITE, type ExtensionModule } from './pglite-extensions.js'
import { START_LIMIT, startThread, type Thread } from './pglite-thread.js'

/** Two databases that nothing here connects to: each start would read them for nothing. */
const SPARE = ['update pg_database set datistemplate = false', 'drop database template0', 'drop database template1', 'checkpoint']

/** A cluster with the prelude's work in it, as a file, made once: making one takes five times as long as loading it. */
export async function templateOf(options: EngineOptions, extensions: readonly ExtensionModule[]): Promise<string | undefined> {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', PGLITE), 'utf8')) as { version: string }
  const mark = options.prelude ? `-${createHash('sha256').update(options.prelude).digest('hex').slice(0, 12)}` : ''
  const path = join(cacheFolder(options.folder), `pglite-${version}-slim${mark}.tar`)
  try {
    if (existsSync(path)) return path
    const empty = options.prelude ? await templateOf({ ...options, prelude: '' }, []) : undefined
    const thread = await startThread({ extensions, template: empty, limit: () => START_LIMIT })
    const bytes = await filled(thread, options.prelude ? [options.prelude] : SPARE).finally(() => thread.end())
    if (!bytes) return undefined
    const draft = `${path}.${process.pid}`
    writeFileSync(draft, bytes)
    renameSync(draft, path)
    return path
  } catch {
    // Without the cache it only takes longer.
    return undefined
  }
}

async function filled(thread: Thread, statements: readonly string[]): Promise<Uint8Array | undefined> {
  for (const statement of statements) await thread.ask('run', statement)
  return (await thread.ask('dump', '')).bytes
}
