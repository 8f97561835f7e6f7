import type { Place } from '#base/place'
import type { SourceFile } from '#source/source'

/** An address of the app that code in the browser calls. */
export interface Call {
  readonly at: Place
  /** Its parts; `undefined` where the code fills one in. */
  readonly parts: readonly (string | undefined)[]
}

/** Calls by `fetch` and its like, by clients that `axios.create` makes, and by the endpoints of RTK Query. */
export function callsOf(files: readonly SourceFile[]): Call[] {
  const clients = files.flatMap(clientIn)
  return files.flatMap(file => [...direct(file), ...byClients(file, clients), ...byEndpoints(file)])
}

const QUOTED = /(['"`])((?:(?!\1)[^\n])*)\1/.source
const DIRECT =
  /\b(?:fetch|axios(?:\.(?:get|post|put|patch|delete))?|apiRequest|useSWR|ky(?:\.(?:get|post|put|patch|delete))?)\s*(?:<[^>()]*>)?\(\s*(?:['"](?:GET|POST|PUT|PATCH|DELETE)['"]\s*,\s*)?(['"`])(\/api\/(?:(?!\1)[^\n])*)\1/g

const direct = (file: SourceFile): Call[] =>
  [...file.text().matchAll(DIRECT)].flatMap(match => callTo(file, match.index, '', match[2]!) ?? [])

/** A client of axios with an address of its own, and the file that exports it. */
interface Client {
  readonly module: string
  /** Under what name it is exported; `undefined` by default. */
  readonly name: string | undefined
  readonly prefix: string
}

const MADE = new RegExp(
  `(?:(export\\s+)?(?:const|let|var)\\s+(\\w+)(?:\\s*:\\s*\\w+)?\\s*=|(export\\s+default))\\s*axios\\.create\\(\\s*\\{[^}]*?\\bbaseURL\\s*:\\s*((?:\\$\\{[^}]*\\}|[^,\\n}])*)`,
)

function clientIn(file: SourceFile): Client[] {
  const text = file.text()
  const [, named, name = '', inline, base = ''] = /axios\.create/.test(text) ? (MADE.exec(text) ?? []) : []
  const prefix = prefixOf(base)
  if (prefix === undefined) return []
  const module = file.path.replace(/\.[jt]sx?$/, '').replace(/\/index$/, '')
  if (inline || new RegExp(`export\\s+default\\s+${name}\\b`).test(text)) return [{ module, name: undefined, prefix }]
  return named || new RegExp(`export\\s*\\{[^}]*\\b${name}\\b`).test(text) ? [{ module, name, prefix }] : []
}

/** `import.meta.env.API || 'http://localhost:5000/api'` → `/api`; `undefined` where the code does not tell, or names another server. */
function prefixOf(base: string): string | undefined {
  const [, , written = ''] = new RegExp(QUOTED).exec(base) ?? []
  const bare = written.replace(/^\$\{[^}]*\}/, '')
  if (written === '' || bare.includes('${')) return undefined
  if (/^https?:/.test(bare))
    return /^https?:\/\/(?:localhost|127\.0\.0\.1)(?::\d+)?(\/[^?#]*)?$/.exec(bare)?.[1]?.replace(/\/$/, '') ?? noPath(bare)
  return /^\//.test(bare) ? bare.replace(/\/$/, '') : undefined
}

const noPath = (address: string): string | undefined =>
  /^https?:\/\/(?:localhost|127\.0\.0\.1)(?::\d+)?\/?$/.test(address) ? '' : undefined

const IMPORT = /import\s+(?:(\w+)\s*,?\s*)?(?:\{([^}]*)\})?\s*from\s*['"]([^'"]+)['"]/g

function byClients(file: SourceFile, clients: readonly Client[]): Call[] {
  if (clients.length === 0) return []
  const text = file.text()
  return [...text.matchAll(IMPORT)].flatMap(([, whole, parts = '', from = '']) => {
    const wanted = from.replace(/^(?:\.{1,2}\/|@\/|~\/)+/, '').replace(/\.[jt]sx?$/, '')
    const client = clients.find(one => `/${one.module}`.endsWith(`/${wanted}`))
    const name =
      client?.name === undefined
        ? whole
        : (new RegExp(`\\b${client.name}(?:\\s+as\\s+(\\w+))?`).exec(parts)?.[1] ?? (parts.includes(client.name) ? client.name : undefined))
    if (!client || !name) return []
    const asked = new RegExp(`\\b${name}\\.(?:get|post|put|patch|delete)\\s*(?:<[^>()]*>)?\\(\\s*${QUOTED}`, 'g')
    return [...text.matchAll(asked)].flatMap(match => callTo(file, match.index, client.prefix, match[2]!) ?? [])
  })
}

const ENDPOINT = new RegExp(`(?:\\burl\\s*:\\s*|\\bquery\\s*:\\s*\\([^)]*\\)\\s*=>\\s*)${QUOTED}`, 'g')

function byEndpoints(file: SourceFile): Call[] {
  const text = file.text()
  const [, base = ''] = /fetchBaseQuery\(\s*\{[^}]*?\bbaseUrl\s*:\s*([^,\n]*)/.exec(text) ?? []
  const prefix = prefixOf(base)
  return prefix === undefined ? [] : [...text.matchAll(ENDPOINT)].flatMap(match => callTo(file, match.index, prefix, match[2]!) ?? [])
}

function callTo(file: SourceFile, index: number, prefix: string, path: string): Call | undefined {
  if (/^[a-z]+:/i.test(path)) return undefined
  const parts = `${prefix}/${path.replace(/^\//, '')}`
    .replaceAll(/\$\{[^{}]*\}/g, '\0')
    .replace(/[?#].*$/, '')
    .replaceAll(/^\/|\/$/g, '')
    .split('/')
  // What is put in beside other text may be a query, or several parts.
  if (parts.some(part => part.includes('\0') && part !== '\0') || /\$\{/.test(parts.join('/'))) return undefined
  const line = file.text().slice(0, index).split('\n').length
  return { at: { file: file.path, line }, parts: parts.map(part => (part === '\0' ? undefined : part)) }
}
