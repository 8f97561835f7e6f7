import { isFields, type Fields } from '../fields.js'
import { invalid } from './refusal.js'
import type { StripeRun } from './thing.js'

const DEPTH = 4

/** The answer with what `expand[]` asks for in place of ids, and without what is ours. */
export function present(run: StripeRun, value: unknown, expand: readonly string[]): unknown {
  if (Array.isArray(value)) return value.map(each => present(run, each, expand))
  if (!isFields(value)) return value
  const shown: Record<string, unknown> = {}
  for (const [key, each] of Object.entries(value)) {
    if (key.startsWith('_')) continue
    shown[key] = present(run, asked(run, key, each, expand), below(key, expand))
  }
  const lines = hidden(value, expand)
  if (lines) shown['line_items'] = present(run, lines, below('line_items', expand))
  return shown
}

function asked(run: StripeRun, key: string, value: unknown, expand: readonly string[]): unknown {
  const wanted = expand.some(path => path === key || path.startsWith(`${key}.`))
  return wanted && typeof value === 'string' ? (run.state.things.get(value) ?? value) : value
}

function below(key: string, expand: readonly string[]): readonly string[] {
  return expand.filter(path => path.startsWith(`${key}.`)).map(path => path.slice(key.length + 1))
}

/** Lines of a session are sent only when asked for. */
function hidden(value: Fields, expand: readonly string[]): Fields | undefined {
  const lines = value['_lines']
  if (!Array.isArray(lines) || !expand.some(path => path.split('.')[0] === 'line_items')) return undefined
  return { object: 'list', has_more: false, data: lines, url: `/v1/checkout/sessions/${String(value['id'])}/line_items` }
}

export function expandPaths(input: Fields): readonly string[] {
  const paths = Array.isArray(input['expand']) ? input['expand'].map(String) : []
  const deep = paths.find(path => path.split('.').filter(part => part !== 'data').length > DEPTH)
  if (deep !== undefined) throw invalid(`You cannot expand more than ${DEPTH} levels of a property (${deep}).`, 'expand', 'property_depth')
  return paths
}
