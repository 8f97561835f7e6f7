import { kept } from '../kept.js'
import { parse } from 'smol-toml'
import type { Source } from '#source/source'
import type { Entry, RouteDeclaration, World } from '../plugin.js'
import type { Value } from '../value.js'
import { webRequest } from '../web/index.js'

const FUNCTION = /^(?:(.*)\/)?supabase\/functions\/([^/_][^/]*)\/index\.[jt]sx?$/

/** One edge function. What the platform checks before it stands in `config.toml`; unset, it asks for a valid token. */
export interface EdgeFile {
  readonly name: string
  readonly file: string
  readonly verifyJwt: boolean
  readonly configuredAt: { readonly file: string; readonly line: number } | undefined
}

/** https://supabase.com/docs/guides/functions/function-configuration */
export function edgeFiles(source: Source): EdgeFile[] {
  return source.files.flatMap(file => {
    const match = FUNCTION.exec(file.path)
    if (!match) return []
    const name = match[2]!
    const config = source.file(`${match[1] ? `${match[1]}/` : ''}supabase/config.toml`)
    return [{ name, file: file.path, ...configured(config, name) }]
  })
}

function configured(config: { path: string; text(): string } | undefined, name: string): Pick<EdgeFile, 'verifyJwt' | 'configuredAt'> {
  const standard = { verifyJwt: true, configuredAt: undefined }
  if (!config) return standard
  try {
    const functions = parse(config.text())['functions'] as Record<string, { verify_jwt?: boolean }> | undefined
    const setting = functions?.[name]?.verify_jwt
    if (setting === undefined) return standard
    const lines = config.text().split('\n')
    const header = lines.findIndex(line => new RegExp(`^\\s*\\[functions\\.["']?${name.replace(/[^\w-]/g, '.')}["']?\\]`).test(line))
    const line = lines.findIndex((text, index) => index > header && /verify_jwt/.test(text))
    return { verifyJwt: setting, configuredAt: { file: config.path, line: line + 1 || header + 1 } }
  } catch {
    return standard
  }
}

export function* edgeEntries(source: Source): Generator<Entry> {
  for (const item of edgeFiles(source)) yield { file: item.file, routes: (exports, world) => routes(item, exports, world) }
}

interface Served {
  readonly file: string
  readonly line: number
  readonly handler: Value
}

/** Handlers given to `Deno.serve` or `serve`, as they were seen while modules loaded. */
export const servedOf = (world: World): Served[] => {
  return kept<Served[]>(world, 'deno-serve', () => [])
}

function* routes(item: EdgeFile, exports: Value, world: World): Generator<RouteDeclaration> {
  const served = servedOf(world).find(one => one.file === item.file)
  const fallback = world.run().get(exports, 'default')
  const handler = served?.handler ?? (fallback.k === 'function' ? fallback : undefined)
  // An app of a framework declares its routes by itself.
  if (!handler || (handler.k === 'library' && handler.data['router'])) return
  const at = { file: item.file, line: served?.line ?? 1 }
  yield {
    method: 'POST',
    path: `/functions/v1/${item.name}`,
    kind: 'edge-function',
    framework: 'supabase',
    at,
    handle: run => {
      // The platform lets in any token of the project: the public key in the browser is one. It is no proof of who calls.
      if (item.verifyJwt)
        run.assume({
          kind: 'guard',
          guard: 'weak',
          at: item.configuredAt ?? at,
          how: 'the platform asks for a token of the project, and the public key is one',
        })
      run.call(handler, [webRequest()], at)
    },
  }
}
