import { routeNamed } from '#model/read/route'
import type { Source } from '#source/source'
import { literalOf, nameOf, type Node } from '#source/tree'
import { bindingsOf } from '../code/bindings.js'
import { aboveComments, type Code, findNodes, indentAt, statementAround, textOf, topStatement } from '../code/code.js'
import { type Handler, openingOf } from '../code/handler.js'
import { importEdits, type Wanted } from '../code/imports.js'
import { declaredIn } from '../code/names.js'
import { quoted } from '../code/style.js'
import { defineFix, type Edit, type Patch } from '../fix.js'
import { openHandler } from '../idiom/query.js'
import { stripeSignature } from '../idiom/stripe-signature.js'

/** Headers by whose name a signature is meant. Svix signs in a way of its own. */
const HEADER = /^x-[\w-]*(?:signature|hmac|sha256)[\w-]*$/i

export default defineFix({
  id: 'webhooks/unsigned-webhook',
  for: ['webhooks/unsigned-webhook', 'broken/signature-by-presence', 'broken/commented-signature'],
  title: "Checks the provider's signature of the raw body first",
  *patches({ finding, model, source }) {
    const route = routeNamed(model.routes, finding.route)
    const handler = openHandler(route, source)
    if (!handler?.fn) return
    const patch = stripeSignature(handler, source) ?? byHmac(handler, source)
    if (patch)
      yield {
        title: `Believe only the provider in ${finding.route}`,
        says: `\`${finding.route}\` answers ${patch.status} to whatever is not signed with \`${patch.secret}\`, and does nothing.${patch.note}`,
        edits: patch.edits,
        files: [],
        environment: { [patch.secret]: 'Secret with which the provider signs its calls' },
      } satisfies Patch
  },
})

/** `x-acme-signature`, which the code or its comments name: HMAC-SHA256 of the body, compared in constant time. */
function byHmac(handler: Handler, source: Source) {
  const { code, fn, route } = handler
  const request = nameOf((fn!.params as Node[])[0])
  const opening = openingOf(code, fn!)
  const header = headerIn(code, fn!)
  const isDeno = /\bDeno\./.test(code.text)
  if (!request || !opening || !header || bindingsOf(code).has('isSigned')) return undefined
  const body = bodyOf(handler, request, source)
  if (!body) return undefined
  const secret = `${header
    .replace(/^x-|-?(?:hub-)?(?:webhook-)?(?:signature|hmac|sha256|256)\b/gi, '')
    .replaceAll('-', '_')
    .toUpperCase()}_WEBHOOK_SECRET`.replace(/^_/, '')
  const imports: Wanted[] = [
    ...['createHmac', 'timingSafeEqual'].map(name => ({ name, kind: 'named', from: cryptoOf(code) }) as const),
    ...(isDeno ? [{ name: 'Buffer', kind: 'named', from: 'node:buffer' } as const] : []),
  ]
  const imported = importEdits(code, imports)
  const asked = presenceTest(code, fn!, header)
  const place = asked ? undefined : body.after
  if (!imported) return undefined
  const { semi } = code.style
  const q = (text: string) => quoted(code.style, text)
  const edits: Edit[] = [...imported, helper(code, handler, secret, header, isDeno), ...body.edits]
  if (asked) {
    const given = nameOf((asked.test as Node).argument)!
    edits.push({
      file: code.path,
      start: (asked.test as Node).end,
      end: (asked.test as Node).end,
      text: ` || !isSigned(${body.text}, ${route.framework === 'express' ? `String(${given})` : given})`,
    })
    // The body is read before it is asked about.
    if (body.declares && body.at.start > asked.start) {
      const margin = indentAt(code, asked.start)
      edits.push({ file: code.path, start: asked.start, end: asked.start, text: `${body.declares}\n${margin}` })
    } else if (body.declares)
      edits.push({ file: code.path, start: body.at.start, end: body.at.start, text: `${body.declares}\n${indentAt(code, body.at.start)}` })
  } else {
    if (declaredIn([fn!]).has('signature') || !place) return undefined
    const margin = indentAt(code, place.start)
    const value =
      route.framework === 'express' ? `${request}.get(${q(header)}) ?? ${q('')}` : `${request}.headers.get(${q(header)}) ?? ${q('')}`
    const said = `{ error: ${q('Invalid signature')} }`
    const answer =
      route.framework === 'express'
        ? `res.status(401).json(${said})`
        : isDeno
          ? `new Response(${q('Invalid signature')}, { status: 401 })`
          : `${bindingsOf(code).has('NextResponse') ? 'NextResponse' : 'Response'}.json(${said}, { status: 401 })`
    const lines = [
      ...(body.declares ? [body.declares] : []),
      `const signature = ${value}${semi}`,
      `if (!isSigned(${body.text}, signature)) return ${answer}${semi}`,
    ]
    edits.push({ file: code.path, start: place.start, end: place.start, text: lines.map(line => `${line}\n${margin}`).join('') })
  }
  return {
    edits,
    secret,
    status: 401,
    note: " Compare how the provider's documentation says that it signs: HMAC-SHA256 of the body is assumed.",
  }
}

const cryptoOf = (code: Code): string =>
  [...bindingsOf(code).values()].find(one => /^(?:node:)?crypto$/.test(one.from) && one.kind === 'named')?.from ?? 'node:crypto'

/** The header in the handler, or in a comment right above it. */
function headerIn(code: Code, fn: Node): string | undefined {
  const named = findNodes(code, node => node.type === 'Literal' && HEADER.test(String(literalOf(node) ?? '')), fn)[0]
  if (named) return String(literalOf(named)).toLowerCase()
  const statement = statementAround(code, fn) ?? fn
  const start = aboveComments(code, statement.start)
  const comments = code.text.slice(start, statement.start) + [...textOf(code, fn).matchAll(/\/\/[^\n]*/g)].map(one => one[0]).join('\n')
  return /\bx-[\w-]*(?:signature|hmac)[\w-]*/i.exec(comments)?.[0].toLowerCase()
}

interface Body {
  /** How the raw body is said. */
  readonly text: string
  /** The statement that reads it, where it has to be added. */
  readonly declares: string | undefined
  readonly at: Node
  readonly after: Node
  readonly edits: readonly Edit[]
}

function bodyOf({ code, fn, route }: Handler, request: string, source: Source): Body | undefined {
  const raw = findNodes(
    code,
    node => node.type === 'VariableDeclarator' && textOf(code, (node.init as Node | null) ?? node) === `await ${request}.text()`,
    fn,
  )[0]
  if (raw) {
    const [at, name] = [statementAround(code, raw), nameOf(raw.id)]
    const block = at && (code.parents.get(at)!.body as Node[])
    const next = at && block?.[block.indexOf(at) + 1]
    return at && next && name ? { text: name, declares: undefined, at, after: next, edits: [] } : undefined
  }
  if (route.framework === 'express') {
    // What was parsed is not what was signed: the app has to keep the bytes.
    const keeps = source.files.some(file => file.kind === 'code' && /\brawBody\s*=\s*\w+/.test(file.text()))
    const first = openingOf(code, fn!)!.statements[0]
    return keeps && first ? { text: `${request}.rawBody`, declares: undefined, at: first, after: first, edits: [] } : undefined
  }
  const reads = findNodes(
    code,
    node =>
      node.type === 'AwaitExpression' &&
      (textOf(code, node) === `await ${request}.json()` ||
        new RegExp(`^await (?:parse|validate)\\w*\\(${request}, [\\w.]+\\)$`).test(textOf(code, node))),
    fn,
  )
  const at = reads[0] && statementAround(code, reads[0])
  if (reads.length !== 1 || !at || declaredIn([fn!]).has('payload')) return undefined
  const schema = /, ([\w.]+)\)$/.exec(textOf(code, reads[0]!))?.[1]
  const text = schema ? `${schema}.parse(JSON.parse(payload))` : 'JSON.parse(payload)'
  return {
    text: 'payload',
    declares: `const payload = await ${request}.text()${code.style.semi}`,
    at,
    after: at,
    edits: [{ file: code.path, start: reads[0]!.start, end: reads[0]!.end, text }],
  }
}

/** `if (!signature) return …` where the header is asked for and no more. */
function presenceTest(code: Code, fn: Node, header: string): Node | undefined {
  const given = findNodes(
    code,
    node =>
      node.type === 'VariableDeclarator' && (node.id as Node).type === 'Identifier' && textOf(code, node).toLowerCase().includes(header),
    fn,
  )[0]
  const name = given && nameOf(given.id)
  return findNodes(code, node => node.type === 'IfStatement' && name !== undefined && textOf(code, node.test as Node) === `!${name}`, fn)[0]
}

function helper(code: Code, { call, fn }: Handler, secret: string, header: string, isDeno: boolean): Edit {
  const start = aboveComments(code, topStatement(code, call ?? fn!).start)
  const { indent, semi } = code.style
  const q = (text: string) => quoted(code.style, text)
  const isTyped = /\.[cm]?tsx?$/.test(code.path)
  const bodyType = /rawBody/.test(textOf(code, fn!)) || call ? 'string | Buffer' : 'string'
  const encoding = /hmac-sha256|shopify|square/.test(header) ? 'base64' : 'hex'
  const given = /sha256|256$|hub/.test(header) && encoding === 'hex' ? `signature.replace(/^sha256=/, ${q('')})` : 'signature'
  const lines = [
    `function isSigned(payload${isTyped ? `: ${isDeno ? 'string' : bodyType}` : ''}, signature${isTyped ? ': string' : ''}) {`,
    `${indent}const secret = ${isDeno ? `Deno.env.get(${q(secret)})` : `process.env.${secret}`}${semi}`,
    `${indent}if (!secret) return false${semi}`,
    `${indent}const expected = Buffer.from(createHmac(${q('sha256')}, secret).update(payload).digest(${q(encoding)}))${semi}`,
    `${indent}const given = Buffer.from(${given})${semi}`,
    `${indent}return given.length === expected.length && timingSafeEqual(given, expected)${semi}`,
    '}',
  ]
  return { file: code.path, start, end: start, text: `${lines.join('\n')}\n\n` }
}
