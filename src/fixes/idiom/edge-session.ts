import type { Source } from '#source/source'
import { dotted, nameOf, type Node } from '#source/tree'
import { bindingsOf } from '../code/bindings.js'
import { aboveComments, type Code, findNodes, indentAt, statementAround, textOf } from '../code/code.js'
import { importEdits } from '../code/imports.js'
import { declaredIn } from '../code/names.js'
import { quoted } from '../code/style.js'
import type { Edit } from '../fix.js'
import type { EdgeFunction } from './edge-function.js'
import { refusalIn } from './edge-refusal.js'

/** How an edge function says who is signed in, and the statement behind the refusal of whoever is not. */
export interface EdgeSession {
  /** `user.id` */
  readonly user: string
  readonly after: Node
}

/** `supabase.auth.getUser(token)` or `requireUser(req)`, with its refusal. */
export function sessionIn({ handler, fn }: EdgeFunction): EdgeSession | undefined {
  const { code } = handler
  const asked = findNodes(
    code,
    one =>
      one.type === 'CallExpression' &&
      /(?:\.auth\.getUser|^(?:require|get|verify)(?:User|Auth|Session)\w*)$/.test(dotted(one.callee) ?? ''),
    fn,
  )[0]
  const statement = asked && statementAround(code, asked)
  const block = statement && code.parents.get(statement)
  if (!asked || !statement || statement.type !== 'VariableDeclaration' || block?.type !== 'BlockStatement') return undefined
  const user = userOf((statement.declarations as Node[])[0]!)
  if (!user) return undefined
  const statements = block.body as Node[]
  const name = user.split('.')[0]!
  let index = statements.indexOf(statement) + 1
  // What throws by itself needs no refusal; what answers with an error does.
  const isThrower = !/\.auth\.getUser$/.test(dotted(asked.callee)!)
  let isRefused = isThrower
  for (; index < statements.length; index++) {
    const next = statements[index]!
    const isAbout = new RegExp(`\\b(?:${name}|\\w*[eE]rr\\w*)\\b`).test(textOf(code, next))
    if (next.type === 'IfStatement' && isAbout && /\b(?:return|throw)\b/.test(textOf(code, next.consequent as Node))) isRefused = true
    else break
  }
  const after = statements[index]
  return isRefused && after ? { user: `${user}.id`, after } : undefined
}

/** `user` of `{ data: { user } }`, `auth.user` of `{ data: auth }`, `user` of `const user = …`. */
function userOf(declarator: Node): string | undefined {
  const id = declarator.id as Node
  if (id.type === 'Identifier') return nameOf(id)
  if (id.type !== 'ObjectPattern') return undefined
  const data = (id.properties as Node[]).find(one => nameOf(one) === 'data')
  const value = data?.value as Node | undefined
  if (value?.type === 'Identifier') return `${nameOf(value)!}.user`
  if (value?.type !== 'ObjectPattern') return undefined
  const user = (value.properties as Node[]).find(one => nameOf(one) === 'user')
  return user && nameOf(user.value)
}

/** The question put before everything that the function does. */
export interface AskedSession {
  readonly edits: readonly Edit[]
  readonly user: string
  readonly anchor: Node
  /** The client with the service key, where the question was asked with it. */
  readonly client: string | undefined
}

export function sessionLines(edge: EdgeFunction, source: Source): AskedSession | undefined {
  const { handler, fn, opening, request, client } = edge
  const { code } = handler
  const names = declaredIn([fn])
  if (names.has('user') || bindingsOf(code).has('user')) return undefined
  const { semi, indent } = code.style
  const q = (text: string): string => quoted(code.style, text)
  const own = client && isEarly(edge, client.statement) ? client : undefined
  const made = own ? undefined : clientFor(code, names, source)
  const asker = own?.name ?? made?.name
  const anchor = own?.statement ? next(opening.statements, own.statement) : opening.statements[0]
  if (!asker || !anchor) return undefined
  const refusal = refusalIn(code, fn, anchor, { status: 401, says: 'Unauthorized' })
  if (!refusal) return undefined
  const at = aboveComments(code, anchor.start)
  const margin = indentAt(code, anchor.start)
  const token = names.has('token') ? undefined : 'token'
  const read = `(${request}.headers.get(${q('Authorization')}) ?? ${q('')}).replace(${q('Bearer ')}, ${q('')})`
  const lines = [
    ...(made ? [made.line] : []),
    ...(token ? [`const token = ${read}${semi}`] : []),
    `const { data: { user } } = await ${asker}.auth.getUser(${token ?? read})${semi}`,
    `if (!user) {\n${margin}${indent}${refusal.replaceAll('\n', `\n${indent}`)}\n${margin}}`,
  ]
  return {
    edits: [...(made?.imports ?? []), { file: code.path, start: at, end: at, text: `${lines.join(`\n${margin}`)}\n\n${margin}` }],
    user: 'user.id',
    anchor,
    client: own?.name,
  }
}

const next = (statements: readonly Node[], statement: Node): Node | undefined => {
  const index = statements.indexOf(statement)
  return index < 0 ? undefined : statements[index + 1]
}

/** Nothing happens above the statement: values are made, the body is read, lines are logged. */
function isEarly({ handler, opening }: EdgeFunction, statement: Node | undefined): boolean {
  if (!statement) return true
  const index = opening.statements.indexOf(statement)
  return index >= 0 && opening.statements.slice(0, index).every(one => isQuiet(textOf(handler.code, one)))
}

const isQuiet = (text: string): boolean =>
  !/\bfetch\(|\.(?:insert|update|upsert|delete|rpc|send|create|from)\(/.test(text) &&
  !/\bawait\b(?!\s+\w+\.(?:json|text|formData)\(\))/.test(text)

/** A client with the public key, as the app's other functions import it. */
function clientFor(code: Code, names: ReadonlySet<string>, source: Source) {
  const name = ['supabase', 'supabaseClient', 'authClient'].find(one => !names.has(one) && !bindingsOf(code).has(one))
  const known = bindingsOf(code).get('createClient')
  const from = known?.from ?? usualFrom(source)
  const imports = from && importEdits(code, [{ name: 'createClient', kind: 'named', from }])
  if (!name || !imports) return undefined
  const q = (text: string): string => quoted(code.style, text)
  const line = `const ${name} = createClient(Deno.env.get(${q('SUPABASE_URL')})!, Deno.env.get(${q('SUPABASE_ANON_KEY')})!)${code.style.semi}`
  return { name, imports, line }
}

/** Where most functions of the app take the client from. */
function usualFrom(source: Source): string | undefined {
  const counts = new Map<string, number>()
  for (const file of source.files) {
    const from = /supabase\/functions\//.test(file.path) && /createClient\b[^;]*?from\s+["']([^"']+)["']/.exec(file.text())?.[1]
    if (from && !from.startsWith('.')) counts.set(from, (counts.get(from) ?? 0) + 1)
  }
  return [...counts].toSorted((a, b) => b[1] - a[1])[0]?.[0]
}
