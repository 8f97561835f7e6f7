import { nameOf as routeName, routeNamed } from '#model/read/route'
import { nameOf, type Node } from '#source/tree'
import { bindingsOf } from '../code/bindings.js'
import { aboveComments, type Code, findNodes, indentAt, topStatement } from '../code/code.js'
import { type Handler, openingOf } from '../code/handler.js'
import { importEdits } from '../code/imports.js'
import { quoted } from '../code/style.js'
import { defineFix, type Patch } from '../fix.js'
import { openHandler } from '../idiom/query.js'

/** Names of providers whose own signature is known: theirs is the better way. */
const SIGNS = /stripe|svix|paypal|shopify|github|clerk|paddle|lemon/i

export default defineFix({
  id: 'webhooks/secret-in-address',
  for: ['webhooks/unsigned-webhook'],
  title: 'Asks for a secret in the address of a webhook whose provider signs in no way that the app knows',
  *patches({ finding, model, source }) {
    const route = routeNamed(model.routes, finding.route)
    const handler = openHandler(route, source)
    const patch = handler?.fn && asking(handler)
    if (patch) yield patch
  },
})

/** `?token=…`, compared in constant time: every provider calls the address that it is given. */
function asking({ code, fn, route, call }: Handler): Patch | undefined {
  const request = nameOf((fn!.params as Node[])[0])
  const opening = openingOf(code, fn!)
  const [first] = opening?.statements ?? []
  if (!request || !first || bindingsOf(code).has('isProvider') || SIGNS.test(`${route.path} ${code.path}`)) return undefined
  if (/x-[\w-]*signature/i.test(code.text.slice(fn!.start, fn!.end))) return undefined
  const isDeno = /\bDeno\./.test(code.text)
  const isExpress = route.framework === 'express'
  if (!isDeno && !isExpress && route.framework !== 'next') return undefined
  const imports = importEdits(code, [
    { name: 'timingSafeEqual', kind: 'named', from: cryptoOf(code) },
    ...(isDeno ? [{ name: 'Buffer', kind: 'named', from: 'node:buffer' } as const] : []),
  ])
  if (!imports) return undefined
  const word = route.path.split('/').findLast(part => /^[a-z][\w-]*$/i.test(part)) ?? 'provider'
  const secret = `${word
    .replace(/-?webhook-?/i, '')
    .replaceAll('-', '_')
    .toUpperCase()}_WEBHOOK_SECRET`.replace(/^_/, '')
  const { indent, semi } = code.style
  const q = (text: string) => quoted(code.style, text)
  const isTyped = /\.[cm]?tsx?$/.test(code.path)
  const helper = [
    `function isProvider(token${isTyped ? ': unknown' : ''}) {`,
    `${indent}const secret = ${isDeno ? `Deno.env.get(${q(secret)})` : `process.env.${secret}`}${semi}`,
    `${indent}if (!secret || typeof token !== ${q('string')}) return false${semi}`,
    `${indent}const [given, expected] = [Buffer.from(token), Buffer.from(secret)]${semi}`,
    `${indent}return given.length === expected.length && timingSafeEqual(given, expected)${semi}`,
    '}',
  ]
  const start = aboveComments(code, topStatement(code, call ?? fn!).start)
  const given = isExpress ? `${request}.query.token` : `new URL(${request}.url).searchParams.get(${q('token')})`
  const said = ownWord(code, fn!)
  const response = nameOf((fn!.params as Node[])[1]) ?? 'res'
  const answer = isExpress
    ? `${response}.status(401).json({ ${said}: ${q('Unauthorized')} })`
    : isDeno
      ? `new Response(${q('Unauthorized')}, { status: 401 })`
      : `${bindingsOf(code).has('NextResponse') ? 'NextResponse' : 'Response'}.json({ ${said}: ${q('Unauthorized')} }, { status: 401 })`
  const margin = indentAt(code, first.start)
  const plain = `if (!isProvider(${given})) return ${answer}${semi}`
  const refusal =
    margin.length + plain.length <= 100 ? plain : `if (!isProvider(${given})) {\n${margin}${indent}return ${answer}${semi}\n${margin}}`
  return {
    title: `Believe only the provider in ${routeName(route)}`,
    says: `\`${routeName(route)}\` answers 401 to whoever does not know \`${secret}\`, and does nothing. Give the provider the address with \`?token=\` and the secret at its end; where it signs its calls, check the signature instead.`,
    edits: [
      ...imports,
      { file: code.path, start, end: start, text: `${helper.join('\n')}\n\n` },
      {
        file: code.path,
        start: first.start,
        end: first.start,
        text: `${refusal}\n${margin}`,
      },
    ],
    files: [],
    environment: { [secret]: 'Secret at the end of the address that the provider calls' },
  }
}

/** `message` or `error`, as the file's other answers have it. */
const ownWord = (code: Code, fn: Node): string =>
  findNodes(code, node => node.type === 'Property' && nameOf(node) === 'message', fn).length > 0 || /json\(\{ message:/.test(code.text)
    ? 'message'
    : 'error'

const cryptoOf = (code: Code): string =>
  [...bindingsOf(code).values()].find(one => /^(?:node:)?crypto$/.test(one.from) && one.kind === 'named')?.from ?? 'node:crypto'
