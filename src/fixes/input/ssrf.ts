import { dotted, nameOf, type Node } from '#source/tree'
import {
  aboveComments,
  callsAt,
  type Code,
  findNodes,
  functionAround,
  indentAt,
  lineOf,
  statementAround,
  textOf,
  topStatement,
} from '../code/code.js'
import { bindingsOf, usesRequire } from '../code/bindings.js'
import { importEdits } from '../code/imports.js'
import { quoted } from '../code/style.js'
import { defineFix, type Edit } from '../fix.js'
import { placesOf } from '../idiom/places.js'

export default defineFix({
  id: 'input/ssrf',
  for: ['input/ssrf'],
  title: 'Fetches addresses of the open internet only',
  *patches({ finding, source }) {
    const places = placesOf(finding, source)
    for (const { code, line } of places) {
      const edits = guarded(code, line) ?? (places[0] && asksNode(places[0].code) ? onTheWay(code, line) : undefined)
      if (!edits) continue
      yield {
        title: `Let ${finding.route ?? 'the server'} fetch public addresses only`,
        says: 'An address that leads into your own network, or redirects, is refused before anything is asked there.',
        edits,
        files: [],
      }
      return
    }
  },
})

/** `await fetch(url)`: the address is looked up first, and no redirect is followed. */
function guarded(code: Code, line: number): readonly Edit[] | undefined {
  const call = findNodes(
    code,
    node =>
      node.type === 'CallExpression' &&
      /^(?:fetch|globalThis\.fetch|axios|axios\.(?:get|head|post))$/.test(dotted(node.callee) ?? '') &&
      lineOf(code, node.start) <= line &&
      line <= lineOf(code, node.end),
  )[0]
  const [url, options] = (call?.arguments as Node[] | undefined) ?? []
  const statement = call && statementAround(code, call)
  const isAwaited = call && code.parents.get(call)?.type === 'AwaitExpression'
  const isFetch = /fetch$/.test(dotted(call?.callee) ?? '')
  if (!call || !url || !statement || !isAwaited || !dotted(url) || bindingsOf(code).has('assertPublicUrl')) return undefined
  if (/\bDeno\./.test(code.text) || (options && options.type !== 'ObjectExpression')) return undefined
  const imports = lookups(code)
  if (!imports || usesRequire(code) !== /\brequire\(/.test(code.text)) return undefined
  const margin = indentAt(code, statement.start)
  const { semi } = code.style
  const option = isFetch ? `redirect: ${quoted(code.style, 'error')}` : 'maxRedirects: 0'
  const known = options ? (options.properties as Node[]).some(one => /^(?:redirect|maxRedirects)$/.test(nameOf(one) ?? '')) : false
  const last = options ? (options.properties as Node[]).at(-1) : undefined
  return [
    ...imports,
    helper(code, call),
    {
      file: code.path,
      start: statement.start,
      end: statement.start,
      text: `await assertPublicUrl(${textOf(code, url)})${semi}\n${margin}`,
    },
    ...(known
      ? []
      : last
        ? [{ file: code.path, start: last.end, end: last.end, text: `, ${option}` }]
        : [
            {
              file: code.path,
              start: options?.start ?? url.end,
              end: options?.end ?? url.end,
              text: `${options ? '' : ', '}{ ${option} }`,
            },
          ]),
  ]
}

/** Node's own client follows no redirect; who calls what uses it can wait for the look-up. */
const asksNode = (code: Code): boolean => [...bindingsOf(code).values()].some(one => /^(?:node:)?https?$/.test(one.from))

/** `return requestOnce(url)` of an asynchronous function on the way to the request. */
function onTheWay(code: Code, line: number): readonly Edit[] | undefined {
  for (const call of callsAt(code, line)) {
    const url = (call.arguments as Node[]).find(one => /url|address|link|href|target/i.test(dotted(one) ?? ''))
    const statement = statementAround(code, call)
    if (!url || !statement || functionAround(code, statement)?.async !== true || bindingsOf(code).has('assertPublicUrl')) continue
    const imports = lookups(code)
    if (!imports) continue
    const text = `await assertPublicUrl(${textOf(code, url)})${code.style.semi}\n${indentAt(code, statement.start)}`
    return [...imports, helper(code, call), { file: code.path, start: statement.start, end: statement.start, text }]
  }
  return undefined
}

const lookups = (code: Code): readonly Edit[] | undefined =>
  importEdits(code, [
    { name: 'lookup', kind: 'named', from: 'node:dns/promises' },
    { name: 'isIP', kind: 'named', from: 'node:net' },
  ])

/** https://cheatsheetseries.owasp.org/cheatsheets/Server_Side_Request_Forgery_Prevention_Cheat_Sheet.html */
function helper(code: Code, call: Node): Edit {
  const start = aboveComments(code, topStatement(code, call).start)
  const { indent, semi } = code.style
  const q = (text: string) => quoted(code.style, text)
  const isTyped = /\.[cm]?tsx?$/.test(code.path)
  const lines = [
    'const PRIVATE_ADDRESS =',
    `${indent}/^(?:0|10|127|169\\.254|192\\.168|172\\.(?:1[6-9]|2\\d|3[01])|100\\.(?:6[4-9]|[7-9]\\d|1[01]\\d|12[0-7]))\\.|^(?:::|f[cd]|fe[89ab])/i${semi}`,
    '',
    `async function assertPublicUrl(address${isTyped ? ': string' : ''}) {`,
    `${indent}const { protocol, hostname } = new URL(address)${semi}`,
    `${indent}if (protocol !== ${q('https:')} && protocol !== ${q('http:')}) throw new Error(${q('This address cannot be fetched')})${semi}`,
    `${indent}const host = hostname.replace(/^\\[|\\]$/g, ${q('')})${semi}`,
    `${indent}const found = isIP(host) ? [{ address: host }] : await lookup(host, { all: true })${semi}`,
    `${indent}if (found.some((one) => PRIVATE_ADDRESS.test(one.address))) throw new Error(${q('This address cannot be fetched')})${semi}`,
    '}',
  ]
  return { file: code.path, start, end: start, text: `${lines.join('\n')}\n\n` }
}
