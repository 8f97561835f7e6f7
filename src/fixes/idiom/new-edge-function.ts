import type { AppModel } from '#model/app-model'
import type { Source } from '#source/source'
import { dotted, literalOf, nameOf, type Node } from '#source/tree'
import { bindingsOf } from '../code/bindings.js'
import { aboveComments, findNodes, indentAt, textOf, topStatement } from '../code/code.js'
import { quoted } from '../code/style.js'
import type { Edit, NewFile } from '../fix.js'
import { type EdgeFunction, edgeFunction, serviceMakers } from './edge-function.js'
import { refusalIn } from './edge-refusal.js'
import { sessionIn } from './edge-session.js'
import { addressOf, type Limiter, limiterOf } from './edge-limiter.js'
import { openHandler } from './query.js'

/** What an added edge function does; around it stands what stands around the others of the app. */
export interface WantedFunction {
  readonly name: string
  readonly says: string
  /** Whom it serves; `anyone` is counted by the app's own limiter. */
  readonly for: 'anyone' | 'user' | 'staff'
  /** What it is sent, each with its zod schema. */
  readonly takes: ReadonlyMap<string, string>
  /** Statements between the questions and the answer; none where they cannot be said. */
  work(names: FunctionNames): readonly string[] | undefined
  /** The value that it answers with. */
  readonly answers: string
}

/** How the function that is copied calls things. */
export interface FunctionNames {
  /** `user.id` */
  readonly user: string
  /** The client with the service key. */
  readonly client: string | undefined
  readonly indent: string
  readonly semi: string
  quote(text: string): string
  refuse(status: number, says: string): string | undefined
}

/** A function of the app that asks who is calling in a `try`, and answers with an object. */
interface Example {
  readonly edge: EdgeFunction
  readonly user: string
  /** The questions, from the first statement on. */
  readonly asks: string
  /** The statement below them. */
  readonly after: Node
  readonly answer: Node
  /** The object in it. */
  readonly answered: Node
}

/** The function as its author would add it, with its entry in the project's configuration. */
export function newEdgeFunction(
  wanted: WantedFunction,
  model: AppModel,
  source: Source,
): { readonly files: readonly NewFile[]; readonly edits: readonly Edit[] } | undefined {
  const limiter = wanted.for === 'anyone' ? limiterOf(source) : undefined
  if (wanted.for === 'anyone' && !limiter) return undefined
  for (const example of examples(model, source, wanted.for === 'staff')) {
    const file = example.edge.handler.code.path.replace(/[^/]+(?=\/[^/]+$)/, wanted.name)
    const text = source.file(file) ? undefined : written(wanted, example, source, limiter)
    if (text !== undefined) return { files: [{ file, text }], edits: entryInConfig(wanted, source) }
  }
  return undefined
}

/** Shortest first: it has least of its own. */
function examples(model: AppModel, source: Source, isStaff: boolean): readonly Example[] {
  return model.routes
    .flatMap(route => exampleOf(edgeFunction(openHandler(route, source), source), isStaff) ?? [])
    .toSorted((a, b) => a.edge.handler.code.text.length - b.edge.handler.code.text.length)
}

function exampleOf(edge: EdgeFunction | undefined, isStaff: boolean): Example | undefined {
  const session = edge && sessionIn(edge)
  if (!edge || !session || !edge.opening.inTry) return undefined
  const { code } = edge.handler
  const statements = edge.opening.block.body as Node[]
  const first = edge.opening.statements[0]!
  const index = statements.indexOf(session.after)
  const asksRole = isStaff && index >= 0 && isRoleQuestion(textOf(code, session.after))
  const after = asksRole ? statements[index + 1] : session.after
  const answer = statements.at(-1)
  const answered = answer?.type === 'ReturnStatement' ? objectIn(answer) : undefined
  if (index < 0 || !after || !answer || !answered || (isStaff && !asksRole)) return undefined
  const asks = code.text.slice(first.start, aboveComments(code, after.start)).trimEnd()
  if (/\.json\(\)|\.from\(|\.rpc\(/.test(asks)) return undefined
  return { edge, user: session.user, asks, after, answer, answered }
}

/** `await requireRole(user.id, ["admin"])`: administrators and nobody else. */
const isRoleQuestion = (text: string): boolean =>
  /^await \w*require\w*(?:Role|Admin)\w*\(/.test(text) && /\[\s*["']admin["']\s*\]|Admin\w*\(|,\s*["']admin["']\)/.test(text)

/** `{ … }` of `json(req, { … })`, `new Response(JSON.stringify({ … }), …)`. */
function objectIn(answer: Node): Node | undefined {
  let found: Node | undefined
  const look = (node: Node): void => {
    const given = (node.arguments as Node[] | undefined) ?? []
    const isPrinter = /^(?:JSON\.stringify|json|reply|respond|jsonResponse)$/.test(dotted(node.callee) ?? '')
    found ??= isPrinter ? given.find(one => one.type === 'ObjectExpression') : undefined
    for (const one of given) if (!found && /^(?:Call|New)Expression$/.test(one.type)) look(one)
  }
  const value = answer.argument as Node | null
  if (value && /^(?:Call|New)Expression$/.test(value.type)) look(value)
  return found
}

function written(wanted: WantedFunction, example: Example, source: Source, limiter: Limiter | undefined): string | undefined {
  const { edge, after, answer, answered } = example
  const { code } = edge.handler
  const { semi, indent } = code.style
  const block = edge.opening.block
  const top = topStatement(code, edge.fn)
  const margin = indentAt(code, after.start)
  const refuse = (status: number, says: string): string | undefined => refusalIn(code, edge.fn, after, { status, says })
  const invalid = wanted.takes.size > 0 ? refuse(400, 'Bad request') : ''
  if (invalid === undefined) return undefined
  const q = (text: string): string => quoted(code.style, text)
  const client = clientOf(example, source)
  const work = wanted.work({
    user: example.user,
    client: client?.name,
    indent,
    semi,
    quote: q,
    refuse,
  })
  if (!work) return undefined
  const usesClient = client !== undefined && work.some(one => one.includes(client.name))
  const root = example.user.split('.')[0]!
  const usesUser = work.some(one => new RegExp(`\\b${root}\\b`).test(one)) || isUsedIn(example.asks, root)
  const asks = usesUser ? example.asks : example.asks.replace(new RegExp(`^const ${root} = (?=await )`, 'm'), '')
  const takes = [...wanted.takes.keys()]
  const lines = [
    ...(limiter ? [limiter.call(wanted.name, addressOf(edge.request, q)) + semi] : [asks]),
    ...(takes.length > 0
      ? [
          `const parsed = Body.safeParse(await ${edge.request}.json())${semi}`,
          `if (!parsed.success) ${invalid}`,
          `const { ${takes.join(', ')} } = parsed.data${semi}`,
        ]
      : []),
    '',
    ...work,
    '',
    code.text.slice(answer.start, answered.start) + wanted.answers + code.text.slice(answered.end, answer.end),
  ]
  const before = code.text.slice(top.start, block.start + 1)
  const rest = code.text.slice(block.end - 1, top.end)
  const body = `${before}\n${lines.map(one => (one === '' ? '' : margin + one)).join('\n')}\n${indentAt(code, block.end - 1)}${rest}`
  const own = [...bindingsOf(code).values()].filter(one => one.kind === 'local')
  if (own.some(one => one.name !== 'Body' && isUsedIn(body, one.name))) return undefined
  const imports = importsFor(example, body, [
    ...(takes.length > 0 ? [{ name: 'z', from: zodOf(source) }] : []),
    ...(usesClient && client.from ? [{ name: client.name.replace('()', ''), from: client.from }] : []),
    ...(limiter ? [{ name: limiter.name, from: limiter.from }] : []),
  ])
  const schema = `const Body = z.object({ ${[...wanted.takes].map(([name, shape]) => `${name}: ${shape}`).join(', ')} })${semi}\n\n`
  const named = body.replaceAll(new RegExp(`\\b${edge.name}\\b`, 'g'), wanted.name)
  return `${imports}\n\n${takes.length > 0 ? schema : ''}// ${wanted.says}\n${named}\n`
}

const isUsedIn = (text: string, name: string): boolean =>
  (text.match(new RegExp(`\\b${name}\\b`, 'g')) ?? []).length > (text.includes(`const ${name} =`) ? 1 : 0)

/** The client that the questions made, or the function that makes the app's. */
function clientOf({ edge, asks }: Example, source: Source): { readonly name: string; readonly from?: string } | undefined {
  const own = edge.client?.statement
  if (own && asks.includes(textOf(edge.handler.code, own))) return { name: edge.client.name }
  const [maker] = serviceMakers(edge.handler.code, source)
  if (maker) return { name: `${maker}()`, from: bindingsOf(edge.handler.code).get(maker)!.from }
  return undefined
}

/** Imports of the example that the text uses, and those that it needs besides. */
function importsFor({ edge }: Example, body: string, more: readonly { readonly name: string; readonly from: string }[]): string {
  const { code } = edge.handler
  const { semi } = code.style
  const missing = more.filter(one => !bindingsOf(code).has(one.name))
  const wanted = new Set(more.map(one => one.name))
  const lines: string[] = []
  for (const node of findNodes(code, one => one.type === 'ImportDeclaration')) {
    const from = String(literalOf(node.source))
    const specifiers = (node.specifiers as Node[]).filter(one => wanted.has(nameOf(one.local)!) || isUsedIn(body, nameOf(one.local)!))
    const added = missing.filter(one => one.from === from).map(one => one.name)
    if (specifiers.length + added.length === 0) continue
    const isNamed = (node.specifiers as Node[]).every(one => one.type === 'ImportSpecifier')
    if (isNamed)
      lines.push(`import { ${[...specifiers.map(one => textOf(code, one)), ...added].join(', ')} } from ${quoted(code.style, from)}${semi}`)
    else lines.push(textOf(code, node))
  }
  const known = new Set(findNodes(code, one => one.type === 'ImportDeclaration').map(node => String(literalOf(node.source))))
  const fresh = missing.filter(one => !known.has(one.from)).map(one => `import { ${one.name} } from ${quoted(code.style, one.from)}${semi}`)
  const isOwn = (line: string): boolean => /from ["']\./.test(line)
  return [...lines, ...fresh].toSorted((a, b) => Number(isOwn(a)) - Number(isOwn(b))).join('\n')
}

/** The zod that most functions take. */
function zodOf(source: Source): string {
  for (const file of source.files) {
    const from = /supabase\/functions\//.test(file.path) && /from\s+["']((?:npm:|https:)[^"']*\bzod\b[^"']*)["']/.exec(file.text())?.[1]
    if (from) return from
  }
  return 'npm:zod@3.25.76'
}

/** `[functions.name]`, where the project lists the others: the platform's own question lets the public key in, which keeps nobody out. */
function entryInConfig({ name, for: whom }: WantedFunction, source: Source): readonly Edit[] {
  const file = source.files.find(one => /(?:^|\/)supabase\/config\.toml$/.test(one.path))
  const text = file?.text() ?? ''
  if (!file || !/^\[functions\.[\w-]+\]\s*\nverify_jwt = true/m.test(text)) return []
  const entry = `${text.endsWith('\n') ? '' : '\n'}\n[functions.${name}]\nverify_jwt = ${whom !== 'anyone'}\n`
  return [{ file: file.path, start: text.length, end: text.length, text: entry }]
}
