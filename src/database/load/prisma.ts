import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import type { SourceFile } from '#source/source'

/** What one Prisma schema says in SQL, by Prisma's own engine; its own words where it refuses. */
export type PrismaDdl = { readonly sql: string } | { readonly refused: string }

/** The database that a Prisma schema is for. */
export const providerOf = (files: readonly SourceFile[]): string | undefined =>
  files.map(file => /\bdatasource\s+\w+\s*\{[^}]*\bprovider\s*=\s*"(\w+)"/.exec(file.text())?.[1]).find(Boolean)

/** A schema for another database, as Postgres takes it: its own column types and kinds of indexes are left to the defaults. */
export const forPostgres = (text: string): string =>
  text
    .replace(/(\bdatasource\s+\w+\s*\{[^}]*\bprovider\s*=\s*")(?:mysql|sqlite|sqlserver)(")/g, '$1postgresql$2')
    .replace(/[ \t]@db\.\w+(?:\([^)]*\))?/g, '')
    .replace(/^[ \t]*@@fulltext\(.*$/gm, '')
    .replace(/(@@?(?:index|unique|id)\(.*?)\((?:length: *\d+|ops: *\w+)[^)]*\)/g, '$1')
    .replace(/(@@?(?:index|unique|id)\([^\n]*?),\s*(?:type|clustered):\s*\w+/g, '$1')

export async function prismaDdl(files: readonly SourceFile[]): Promise<PrismaDdl> {
  const isForeign = /^(?:mysql|sqlite|sqlserver)$/.test(providerOf(files) ?? '')
  const engine = await startEngine()
  try {
    const { stdout } = await engine.diff({
      from: { tag: 'empty' },
      to: {
        tag: 'schemaDatamodel',
        files: files.map(file => ({ path: file.path, content: forThisEngine(isForeign ? forPostgres(file.text()) : file.text()) })),
      },
      script: true,
      exitCode: null,
      filters: { externalTables: [], externalEnums: [] },
    })
    return { sql: stdout ?? '' }
  } catch (error) {
    return {
      refused: String((error as Error).message)
        .split('\n')
        .slice(0, 3)
        .join(' ')
        .slice(0, 300),
    }
  }
}

/** This engine knows no URLs in the schema (they moved to the configuration), and generators are of no interest. */
const forThisEngine = (text: string): string => {
  const blank = (found: string) => found.replace(/[^\n]/g, '')
  return (
    text
      .replace(/^\s*generator\s+\w+\s*\{[^}]*\}/gm, blank)
      .replace(/\bdatasource\s+\w+\s*\{[^}]*\}/g, block =>
        block.replace(/^\s*(?:url|directUrl|shadowDatabaseUrl|relationMode)\s*=.*$/gm, blank),
      ) +
    (/\bpostgresqlExtensions\b/.test(text)
      ? '\ngenerator client {\n  provider = "prisma-client"\n  output = "./x"\n  previewFeatures = ["postgresqlExtensions"]\n}\n'
      : '')
  )
}

interface SchemaEngine {
  diff(parameters: unknown): Promise<{ stdout: string | null }>
}

interface EngineModule {
  readonly SchemaEngine: { new: (options: unknown, log: () => void, adapter: object) => Promise<SchemaEngine> }
  __wbg_set_wasm(exports: unknown): void
}

/** Node has it; the language's own type library, without a browser's, does not say so. */
const { WebAssembly } = globalThis as unknown as {
  WebAssembly: { instantiate(bytes: Uint8Array, imports: object): Promise<{ instance: { exports: Record<string, unknown> } }> }
}

let engine: Promise<SchemaEngine> | undefined

/** Comparing with nothing, it asks the database only for its version. */
function startEngine(): Promise<SchemaEngine> {
  return (engine ??= (async () => {
    const folder = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm')
    const file = (name: string) => new URL(name, pathToFileURL(folder))
    const module = (await import(file('schema_engine_bg.js').href)) as EngineModule
    const { instance } = await WebAssembly.instantiate(readFileSync(file('schema_engine_bg.wasm')), {
      './schema_engine_bg.js': module,
    })
    module.__wbg_set_wasm(instance.exports)
    ;(instance.exports['__wbindgen_start'] as () => void)()
    const connection = {
      provider: 'postgres',
      adapterName: 'none',
      errorRegistry: {},
      queryRaw: async () =>
        ok({ columnNames: ['exists', 'version', 'numeric_version'], columnTypes: [5, 7, 0], rows: [[true, 'PostgreSQL 17.0', 170_000]] }),
      executeRaw: async () => ok(0),
      executeScript: async () => ok(undefined),
      dispose: async () => ok(undefined),
      getConnectionInfo: () => ok({ schemaName: 'public', supportsRelationJoins: true }),
    }
    const connect = async () => ok(connection)
    return module.SchemaEngine.new({ datamodels: undefined }, () => {}, {
      provider: 'postgres',
      adapterName: 'none',
      errorRegistry: { consumeError: () => undefined },
      connect,
      connectToShadowDb: connect,
    })
  })())
}

const ok = (value: unknown) => ({ ok: true, value })
