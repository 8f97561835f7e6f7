import type { Source, SourceFile } from '#source/source'
import { declare } from '../middleware/index.js'
import type { Entry, RouteDeclaration, Run, World } from '../plugin.js'
import { literal, object, textOf, type Value } from '../value.js'

const SECURITY =
  /^(content-security-policy|x-frame-options|x-content-type-options|strict-transport-security|referrer-policy|permissions-policy)$/i

/** Headers that configuration adds to every answer. https://nextjs.org/docs/app/api-reference/config/next-config-js/headers */
export function* entries(source: Source): Generator<Entry> {
  for (const file of source.files) {
    if (/(?:^|\/)next\.config\.[cm]?[jt]s$/.test(file.path) && /\bheaders\b/.test(file.text()))
      yield { file: file.path, routes: (exports, world) => configured(file, exports, world) }
  }
}

/** https://vercel.com/docs/project-configuration#headers */
export function loaded(world: World): RouteDeclaration[] {
  return world.source.files.filter(file => /(?:^|\/)vercel\.json$/.test(file.path)).flatMap(file => vercel(file, world))
}

function configured(file: SourceFile, exports: Value, world: World): RouteDeclaration[] {
  const run = world.run()
  const config = run.get(exports, 'default')
  const known = config.k === 'object' ? config : exports
  const headers = run.get(known, 'headers')
  if (headers.k === 'function') rules(run, file, run.call(headers, [], { file: file.path, line: headers.fact.l }))
  return []
}

function rules(run: Run, file: SourceFile, listed: Value): void {
  if (listed.k !== 'list') return
  for (const rule of listed.items) {
    const inner = run.get(rule, 'headers')
    if (inner.k !== 'list') continue
    const named = new Map(inner.items.map(item => [(textOf(run.get(item, 'key')) ?? '').toLowerCase(), run.get(item, 'value')]))
    state(run, file, textOf(run.get(rule, 'source')) ?? '', named)
  }
}

function vercel(file: SourceFile, world: World): RouteDeclaration[] {
  try {
    const listed = (JSON.parse(file.text()) as { headers?: { source?: string; headers?: { key?: string; value?: string }[] }[] }).headers
    for (const rule of Array.isArray(listed) ? listed : []) {
      state(
        world.run(),
        file,
        String(rule.source ?? ''),
        new Map((rule.headers ?? []).map(item => [String(item.key).toLowerCase(), literal(String(item.value))])),
      )
    }
  } catch {
    // A broken configuration is the platform's to refuse.
  }
  return []
}

function state(run: Run, file: SourceFile, prefix: string, named: ReadonlyMap<string, Value>): void {
  const lineOf = (name: string): number =>
    1 +
    Math.max(
      0,
      file
        .text()
        .split('\n')
        .findIndex(text => text.toLowerCase().includes(name)),
    )
  const allowed = named.get('access-control-allow-origin')
  const credentials = named.get('access-control-allow-credentials')
  if (allowed)
    declare(run, {
      what: 'cors',
      library: 'header',
      at: { file: file.path, line: lineOf('access-control-allow-origin') },
      options: object([['origin', allowed], ...(credentials ? ([['credentials', credentials]] as const) : [])]),
      prefix,
    })
  const secure = [...named].filter(([name]) => SECURITY.test(name))
  if (secure.length)
    declare(run, {
      what: 'headers',
      library: 'header',
      at: { file: file.path, line: lineOf(secure[0]![0]) },
      options: object(secure),
      prefix,
    })
}
