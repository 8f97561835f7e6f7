import type { LabRequest } from '#lab/lab'
import type { Finding } from '#triage/finding'

/** A request whose body no form sends, for people: `a body of nested objects`. */
interface Unusual {
  readonly says: string
  readonly request: LabRequest
}

type Path = readonly string[]
type Change = (name: string, value: unknown) => unknown

export const NESTED = { lab: [1, null] }
export const BELOW = -5

/** What names a row is turned away for naming none. */
const KEY = /^(?:[0-9a-f]{24}|[0-9a-f]{8}-[0-9a-f-]{27})$/i
/** Fields that are tried one by one as well. */
const MOST_ALONE = 4

/** Bodies that differ from the ordinary one where the finding suspects it: all of its fields at once, then one by one. */
export function* bodies(request: LabRequest, finding: Finding): Generator<Unusual> {
  const { body } = request
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return
  const usual = JSON.stringify(body)
  if (usual !== '{}') yield { says: 'an empty body', request: { ...request, body: {} } }
  const { named, others } = suspected(finding, leavesOf(body))
  const all = [...named, ...others]
  for (const [says, change] of changes(Object.keys(body).length)) {
    const changed = changedAt(body, all, change)
    if (JSON.stringify(changed) !== usual) yield { says, request: { ...request, body: changed } }
  }
  // A list where one is asked for may hold anything; and what is refused for one field says nothing of another.
  const lists = unique(all.flatMap(path => (path.includes('*') ? [path.slice(0, path.indexOf('*'))] : [])))
  const alone = all.length > 1 ? [...named, ...others].slice(0, Math.max(named.length, MOST_ALONE)) : []
  for (const path of [...lists, ...alone]) {
    const changed = changedAt(body, [path], nested)
    if (JSON.stringify(changed) !== usual)
      yield { says: `an object instead of \`${path.filter(part => part !== '*').join('.')}\``, request: { ...request, body: changed } }
  }
}

const nested: Change = (name, value) => (/email/i.test(name) ? value : NESTED)

function* changes(fields: number): Generator<readonly [string, Change]> {
  // Beyond a hundred kilobytes it is the parser that refuses, and nothing is said of the fields.
  const letters = Math.min(50_000, Math.floor(90_000 / Math.max(1, fields)))
  yield ['a body of nested objects', nested]
  yield [
    `a body of ${letters.toLocaleString('en')} letters a field`,
    (_, value) => (typeof value === 'string' && !KEY.test(value) ? 'x'.repeat(letters) : value),
  ]
  // A row that is not there is no number that is wrong.
  yield ['a body of negative numbers', (name, value) => (typeof value === 'number' && !/(?:^|_)id$|Id$/.test(name) ? BELOW : value)]
}

/** The fields that the finding names, and those that it means besides. */
function suspected({ message }: Finding, leaves: readonly Path[]): { readonly named: readonly Path[]; readonly others: readonly Path[] } {
  const told = [...message.matchAll(/`body\.([\w.]+)/g)].map(([, path]) => path!.split('.'))
  const isNamed = (leaf: Path): boolean => {
    const bare = leaf.filter(part => part !== '*')
    return told.some(path => path.every((part, at) => at >= bare.length || part === bare[at]))
  }
  const isEvery = told.length === 0 || / and more\b/.test(message)
  return { named: leaves.filter(isNamed), others: isEvery ? leaves.filter(leaf => !isNamed(leaf)) : [] }
}

/** `{ items: [{ id: 3 }] }` → `[['items', '*', 'id']]`. */
function leavesOf(value: unknown, path: Path = []): readonly Path[] {
  if (typeof value !== 'object' || value === null || path.length > 5) return [path]
  const inner = Array.isArray(value)
    ? value.slice(0, 1).flatMap(one => leavesOf(one, [...path, '*']))
    : Object.entries(value).flatMap(([name, one]) => leavesOf(one, [...path, name]))
  return inner.length > 0 ? inner : [path]
}

const changedAt = (body: unknown, paths: readonly Path[], change: Change): unknown =>
  paths.reduce((changed, path) => put(changed, path, '', change), body)

function put(value: unknown, [part, ...rest]: Path, name: string, change: Change): unknown {
  if (part === undefined) return change(name, value)
  if (part === '*') return Array.isArray(value) ? value.map(one => put(one, rest, name, change)) : value
  if (typeof value !== 'object' || value === null || !(part in value)) return value
  return { ...value, [part]: put((value as Readonly<Record<string, unknown>>)[part], rest, part, change) }
}

const unique = (paths: readonly Path[]): readonly Path[] => [...new Map(paths.map(path => [path.join('.'), path])).values()]
