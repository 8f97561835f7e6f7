import { openFacts } from '#facts/cache'
import type { AppModel, Effect, Route } from '#model/app-model'
import { buildModel } from '#model/build'
import type { Term } from '#model/term'
import type { Source, SourceFile } from '#source/source'

/** Reads an app that a test wrote down: text by path. */
export async function readApp(
  files: Record<string, string>,
  dependencies: Record<string, string> = {},
  scripts: Record<string, string> = {},
): Promise<AppModel> {
  const source = sourceOf(files, dependencies, scripts)
  return buildModel(source, openFacts(source, undefined), { tables: [], functions: [], buckets: [], views: [], gaps: [] })
}

/** One Express app in one file; `body` stands in the handler of `POST /`. */
export function readHandler(imports: string, body: string, dependencies: Record<string, string> = {}): Promise<AppModel> {
  return readApp(
    {
      'server.js': `import express from 'express'\n${imports}\nconst app = express()\napp.post('/', async (req, res) => {\n${body}\n})\napp.listen(3000)\n`,
    },
    dependencies,
  )
}

function sourceOf(files: Record<string, string>, dependencies: Record<string, string>, scripts: Record<string, string>): Source {
  const found = Object.entries(files)
    .map(([path, text]): SourceFile => ({
      path,
      kind: /\.[cm]?[jt]sx?$/.test(path) ? 'code' : 'json',
      size: text.length,
      hash: `${path} ${text}`,
      text: () => text,
    }))
    .sort((a, b) => (a.path < b.path ? -1 : 1))
  const item = { folder: '', name: 'app', dependencies, devDependencies: {}, scripts, main: undefined, type: 'module' as const }
  return {
    root: '/nowhere',
    files: found,
    packages: [item],
    gaps: [],
    file: path => found.find(file => file.path === path),
    packageOf: () => item,
    isTracked: () => undefined,
  }
}

export const route = (model: AppModel, method: string, path: string): Route => {
  const found = model.routes.find(one => one.method === method && one.path === path)
  if (!found) throw new Error(`no ${method} ${path} among ${model.routes.map(one => `${one.method} ${one.path}`).join(', ')}`)
  return found
}

/** What routes do, a line an effect: `send stripe refunds.create {…} [signature]`. Answers are left out. */
export function deeds(model: AppModel): string[] {
  return model.routes.flatMap(one => one.effects.filter(effect => effect.kind !== 'respond').map(deed))
}

export function deed(effect: Effect): string {
  const guards = [...new Set(effect.guards.map(guard => guard.kind))]
  const held = guards.length ? ` [${guards.join(' ')}]` : ''
  switch (effect.kind) {
    case 'send':
      return `send ${effect.service} ${effect.operation} ${spell(effect.input)}${held}`
    case 'run':
      return `run ${effect.what} ${spell(effect.input)}${held}`
    case 'file':
      return `file ${effect.does} ${spell(effect.path)}${held}`
    case 'log':
      return `log ${effect.logger} ${effect.values.map(spell).join(' ')}${held}`
    case 'query':
      return `query ${effect.does} ${effect.table ?? ''}${held}`
    case 'respond':
      return `respond ${effect.how} ${effect.status ?? ''} ${spell(effect.body)}${held}`
    default:
      return effect.kind + held
  }
}

/** A term as a reader would write it: `{amount: body.amount}`. */
export function spell(term: Term): string {
  switch (term.kind) {
    case 'literal':
      return JSON.stringify(term.value)
    case 'origin':
      return (
        [
          term.name && term.from !== 'body' ? `${term.from}(${term.name})` : term.name ? `${term.name} ${term.from}` : term.from,
          ...term.path,
        ].join('.') + (term.checked && term.checked !== 'presence' ? `:${term.checked}` : '')
      )
    case 'object':
      return `{${[...term.entries.map(([key, value]) => `${key}: ${spell(value)}`), ...term.spread.map(one => `...${spell(one)}`)].join(', ')}}`
    case 'list':
      return `[${term.items.map(spell).join(', ')}]`
    case 'computed':
      return `${term.how.replace(/^call /, '')}(${term.of.map(spell).join(', ')})`
    case 'either':
      return term.of.map(spell).join(' | ')
    default:
      return '?'
  }
}
