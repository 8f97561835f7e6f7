import { routeNamed } from '#model/read/route'
import type { Source } from '#source/source'
import { nameOf, type Node } from '#source/tree'
import { bindingsOf } from '../code/bindings.js'
import { aboveComments, findNodes, textOf, topStatement } from '../code/code.js'
import type { Handler } from '../code/handler.js'
import { importEdits } from '../code/imports.js'
import { quoted } from '../code/style.js'
import { defineFix, type Edit } from '../fix.js'
import { openHandler } from '../idiom/query.js'

export default defineFix({
  id: 'webhooks/svix-signature',
  for: ['broken/signature-by-presence', 'broken/commented-signature', 'webhooks/unsigned-webhook'],
  title: 'Checks the signature of a provider that signs with Svix',
  *patches({ finding, model, source }) {
    const handler = openHandler(routeNamed(model.routes, finding.route), source)
    const made = handler?.fn && signed(handler, source)
    if (!made) return
    yield {
      title: `Believe only the provider in ${finding.route}`,
      says: `\`${finding.route}\` answers 401 to whatever is not signed with \`${made.secret}\`, and does nothing.`,
      edits: made.edits,
      files: [],
      environment: { [made.secret]: "Signing secret of the webhook, from the provider's dashboard; it begins with `whsec_`" },
    }
  },
})

/** https://docs.svix.com/receiving/verifying-payloads/how-manual */
function signed({ code, fn, call }: Handler, source: Source): { readonly secret: string; readonly edits: readonly Edit[] } | undefined {
  const request = nameOf((fn!.params as Node[])[0])
  const asked = findNodes(
    code,
    node => node.type === 'IfStatement' && /^!\s*\w*signature\w*$/i.test(textOf(code, node.test as Node)),
    fn!,
  )[0]
  const keeps = source.files.some(file => file.kind === 'code' && /\brawBody\s*=\s*\w+/.test(file.text()))
  const text = textOf(code, fn!)
  const isExpress = new RegExp(`${request}\\.headers\\[`).test(text)
  if (!request || !asked || !isExpress || !keeps || !/["'`]svix-signature["'`]/.test(text) || bindingsOf(code).has('isSvixSigned'))
    return undefined
  const from = [...bindingsOf(code).values()].find(one => /^(?:node:)?crypto$/.test(one.from))?.from ?? 'node:crypto'
  const imports = importEdits(code, [
    { name: 'createHmac', kind: 'named', from },
    { name: 'timingSafeEqual', kind: 'named', from },
  ])
  if (!imports) return undefined
  const provider = /\/([\w-]+)["'`]/.exec(call ? textOf(code, (call.arguments as Node[])[0]!) : '')?.[1] ?? 'svix'
  const secret = `${provider.replaceAll('-', '_').toUpperCase()}_WEBHOOK_SECRET`
  const start = aboveComments(code, topStatement(code, call ?? fn!).start)
  const { indent, semi } = code.style
  const q = (value: string) => quoted(code.style, value)
  const isTyped = /\.[cm]?tsx?$/.test(code.path)
  const type = (name: string): string => (isTyped ? `: ${name}` : '')
  const lines = [
    `function isSvixSigned(payload${type('string | Buffer')}, id${type('unknown')}, timestamp${type('unknown')}, signature${type('unknown')}) {`,
    `${indent}const secret = process.env.${secret}${semi}`,
    `${indent}if (!secret) return false${semi}`,
    `${indent}const key = Buffer.from(secret.replace(/^whsec_/, ${q('')}), ${q('base64')})${semi}`,
    `${indent}const expected = createHmac(${q('sha256')}, key).update(\`\${id}.\${timestamp}.\${payload}\`).digest()${semi}`,
    `${indent}// What was sent more than five minutes ago may be sent again by somebody who saw it.`,
    `${indent}if (!(Math.abs(Date.now() / 1000 - Number(timestamp)) <= 300)) return false${semi}`,
    `${indent}return String(signature).split(${q(' ')}).some((one) => {`,
    `${indent}${indent}const given = Buffer.from(one.replace(/^v1,/, ${q('')}), ${q('base64')})${semi}`,
    `${indent}${indent}return given.length === expected.length && timingSafeEqual(given, expected)${semi}`,
    `${indent}})${semi}`,
    '}',
  ]
  const name = textOf(code, asked.test as Node).replace(/^!\s*/, '')
  const header = (one: string): string => `${request}.headers[${q(`svix-${one}`)}]`
  const end = (asked.test as Node).end
  return {
    secret,
    edits: [
      ...imports,
      { file: code.path, start, end: start, text: `${lines.join('\n')}\n\n` },
      { file: code.path, start: end, end, text: ` || !isSvixSigned(${request}.rawBody, ${header('id')}, ${header('timestamp')}, ${name})` },
    ],
  }
}
