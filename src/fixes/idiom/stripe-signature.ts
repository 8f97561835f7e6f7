import type { Source } from '#source/source'
import { nameOf, type Node } from '#source/tree'
import { bindingsOf } from '../code/bindings.js'
import { findNodes, indentAt, statementAround, textOf } from '../code/code.js'
import type { Handler } from '../code/handler.js'
import { quoted } from '../code/style.js'
import type { Edit } from '../fix.js'
import { stripeClient } from './stripe-client.js'

/** Edits that let Stripe's own library check an event, and what they ask for. */
export interface SignaturePatch {
  readonly edits: readonly Edit[]
  readonly secret: string
  readonly status: number
  readonly note: string
}

const SECRET = 'STRIPE_WEBHOOK_SECRET'

/** https://docs.stripe.com/webhooks#verify-official-libraries */
export function stripeSignature({ code, fn, route }: Handler, source: Source): SignaturePatch | undefined {
  const request = nameOf((fn!.params as Node[])[0])
  if (!request || !/stripe/i.test(`${route.path} ${code.path} ${code.text}`)) return undefined
  const isExpress = route.framework === 'express'
  const read = isExpress ? [`${request}.body`, `JSON.parse(${request}.body)`] : [`await ${request}.json()`]
  const declared = findNodes(
    code,
    node =>
      node.type === 'VariableDeclarator' &&
      (node.id as Node).type === 'Identifier' &&
      node.init !== null &&
      read.includes(textOf(code, node.init as Node).replace(/ as [\w.]+$/, '')),
    fn,
  )
  const [one, ...others] = declared
  const statement = one && statementAround(code, one)
  const name = one && nameOf(one.id)
  const isEvent = name !== undefined && new RegExp(`\\b${name}\\.type\\b|\\b${name}\\.data\\.object\\b`).test(textOf(code, fn!))
  if (others.length > 0 || !statement || !name || !isEvent || (statement.declarations as Node[]).length !== 1) return undefined
  const raw = isExpress ? rawBody(request, source) : `await ${request}.text()`
  const imports = stripeClient(code, fn!, source)
  if (!raw || !imports) return undefined
  const { semi, indent } = code.style
  const q = (text: string) => quoted(code.style, text)
  const isTyped = /\.[cm]?tsx?$/.test(code.path)
  const isDeno = /\bDeno\./.test(code.text)
  const isAsync = isDeno || /runtime\s*=\s*["']edge["']/.test(code.text)
  const given = isExpress ? `${request}.headers[${q('stripe-signature')}]` : `${request}.headers.get(${q('stripe-signature')})`
  const secret = isDeno ? `Deno.env.get(${q(SECRET)})` : `process.env.${SECRET}`
  const margin = indentAt(code, statement.start)
  const sure = isTyped ? '!' : ''
  const isResponse = bindingsOf(code).has('NextResponse') ? 'NextResponse' : 'Response'
  const said = `{ error: ${q('Invalid signature')} }`
  const answer = isExpress
    ? `res.status(400).json(${said})`
    : isDeno
      ? `new Response(${q('Invalid signature')}, { status: 400 })`
      : `${isResponse}.json(${said}, { status: 400 })`
  const type = isTyped && /import\s+(?:type\s+)?Stripe\b/.test(code.text) ? ': Stripe.Event' : ''
  const call = `${isAsync ? 'await ' : ''}stripe.webhooks.constructEvent${isAsync ? 'Async' : ''}(${raw}, ${given}${sure}, ${secret}${sure})`
  const lines = [
    `let ${name}${type}${semi}`,
    'try {',
    `${indent}${name} = ${call}${semi}`,
    '} catch {',
    `${indent}return ${answer}${semi}`,
    '}',
  ]
  return {
    secret: SECRET,
    status: 400,
    note: ' The secret stands in the dashboard of Stripe beside the address of the webhook.',
    edits: [
      ...imports,
      ...commented(code, fn!),
      { file: code.path, start: statement.start, end: statement.end, text: lines.join(`\n${margin}`) },
    ],
  }
}

/** Stripe signs bytes: a body that was parsed is another one. */
function rawBody(request: string, source: Source): string | undefined {
  const text = source.files.flatMap(file => (file.kind === 'code' ? [file.text()] : [])).join('\n')
  if (/\brawBody\s*=\s*\w+/.test(text)) return `${request}.rawBody`
  return /express\.raw\(|bodyParser\.raw\(/.test(text) ? `${request}.body` : undefined
}

/** The lines in which the check stands as a comment. */
function commented(code: Handler['code'], fn: Node): readonly Edit[] {
  const text = textOf(code, fn)
  return [...text.matchAll(/^[ \t]*\/\/[^\n]*(?:constructEvent|stripe-signature|STRIPE_WEBHOOK_SECRET)[^\n]*\n/gm)].map(match => ({
    file: code.path,
    start: fn.start + match.index,
    end: fn.start + match.index + match[0].length,
    text: '',
  }))
}
