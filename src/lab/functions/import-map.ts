import { posix } from 'node:path'
import { parse } from 'smol-toml'
import type { EdgeFile } from '#plugins/supabase/edge'
import type { Source } from '#source/source'

/** What a function's own configuration says of imports and of JSX. */
export interface FunctionConfig {
  /** Where a specifier leads: a path of the app, another specifier, or nowhere. */
  mapped(specifier: string): { readonly local: string } | { readonly to: string } | undefined
  readonly compilerOptions: Readonly<Record<string, unknown>> | undefined
}

/** The function's own file first, then the one of all functions, as the platform looks for them. */
export function functionConfig(source: Source, { name, file }: EdgeFile): FunctionConfig {
  const own = posix.dirname(file)
  const all = posix.dirname(own)
  const told = importMapOf(source, posix.dirname(all), name)
  const places = [
    ...(told ? [told] : []),
    ...[own, all].flatMap(folder => ['deno.json', 'deno.jsonc', 'import_map.json'].map(one => posix.join(folder, one))),
  ]
  let compilerOptions: FunctionConfig['compilerOptions']
  for (const path of places) {
    const config = read(source, path)
    if (!config) continue
    compilerOptions ??= isRecord(config['compilerOptions']) ? config['compilerOptions'] : undefined
    const beside = typeof config['importMap'] === 'string' ? posix.join(posix.dirname(path), config['importMap']) : undefined
    const imports = isRecord(config['imports']) ? config['imports'] : beside === undefined ? undefined : read(source, beside)?.['imports']
    if (isRecord(imports)) return { mapped: specifier => lookUp(imports, posix.dirname(beside ?? path), specifier), compilerOptions }
  }
  // A package.json beside a function is read as well.
  const manifest = [own, all].map(folder => read(source, posix.join(folder, 'package.json'))).find(Boolean)
  const wanted = isRecord(manifest?.['dependencies']) ? manifest['dependencies'] : {}
  const imports = Object.fromEntries(
    Object.entries(wanted).flatMap(([key, range]) => [
      [key, `npm:${key}@${String(range)}`],
      [`${key}/`, `npm:${key}@${String(range)}/`],
    ]),
  )
  return { mapped: specifier => lookUp(imports, own, specifier), compilerOptions }
}

function importMapOf(source: Source, folder: string, name: string): string | undefined {
  try {
    const functions = parse(source.file(posix.join(folder, 'config.toml'))?.text() ?? '')['functions'] as
      Readonly<Record<string, { readonly import_map?: string }>> | undefined
    const path = functions?.[name]?.import_map
    return path === undefined ? undefined : posix.join(folder, path)
  } catch {
    return undefined
  }
}

/** https://html.spec.whatwg.org/multipage/webappapis.html#resolving-a-module-specifier: whole names first, then the longest beginning. */
function lookUp(imports: Readonly<Record<string, unknown>>, folder: string, specifier: string): ReturnType<FunctionConfig['mapped']> {
  const key = Object.hasOwn(imports, specifier)
    ? specifier
    : Object.keys(imports)
        .filter(one => one.endsWith('/') && specifier.startsWith(one))
        .toSorted((a, b) => b.length - a.length)[0]
  const target = key === undefined ? undefined : imports[key]
  if (key === undefined || typeof target !== 'string') return undefined
  const whole = target + (key === specifier ? '' : specifier.slice(key.length))
  return /^\.{0,2}\//.test(whole) ? { local: posix.join(folder, whole) } : whole === specifier ? undefined : { to: whole }
}

function read(source: Source, path: string): Readonly<Record<string, unknown>> | undefined {
  const text = source.file(path)?.text()
  if (text === undefined) return undefined
  try {
    return JSON.parse(
      text.replaceAll(/("(?:[^"\\\n]|\\.)*")|\/\/[^\n]*|\/\*[\s\S]*?\*\//g, '$1').replaceAll(/,(\s*[}\]])/g, '$1'),
    ) as Record<string, unknown>
  } catch {
    return undefined
  }
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
