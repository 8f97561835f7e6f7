import type { Source } from '#source/source'
import type { Node } from '#source/tree'
import { type Code, findNodes, functionAround, isFunction, lineOf, openCode, textOf } from '../code/code.js'
import { importEdits, type Wanted } from '../code/imports.js'
import { defineFix } from '../fix.js'

export default defineFix({
  id: 'broken/claimed-protection',
  for: ['broken/claimed-protection'],
  title: 'Lets a sanitiser do what a comment says of HTML',
  *patches({ finding, source }) {
    const code = openCode(source, finding.at.file)
    const fn = code && functionAt(code, finding.at.line)
    const answer = code && fn && answerOf(code, fn)
    if (!code || !answer || !/makes HTML harmless/.test(finding.message)) return
    const cleaner = cleanerFor(code, source)
    const imports = importEdits(code, [cleaner.wanted])
    if (!imports) return
    yield {
      title: `Clean HTML in ${finding.key.split(' ').at(-1)}`,
      says: `What people write keeps its formatting, and loses scripts, event handlers and the like: \`${cleaner.name}\` takes them out.`,
      edits: [...imports, { file: code.path, start: answer.start, end: answer.end, text: `${cleaner.call}(${textOf(code, answer)})` }],
      files: [],
      dependencies: { [cleaner.name]: cleaner.version },
    }
  },
})

function functionAt(code: Code, line: number): Node | undefined {
  return findNodes(code, node => isFunction(node) && lineOf(code, node.start) === line)[0]
}

/** The one value that it gives back. */
function answerOf(code: Code, fn: Node): Node | undefined {
  const body = fn.body as Node
  if (body.type !== 'BlockStatement') return body
  const returns = findNodes(code, node => node.type === 'ReturnStatement' && functionAround(code, node) === fn, body)
  return returns.length === 1 ? ((returns[0]!.argument as Node | null) ?? undefined) : undefined
}

interface Cleaner {
  readonly name: string
  readonly version: string
  readonly wanted: Wanted
  readonly call: string
}

/** The app's own sanitiser; else DOMPurify where there always is a DOM, and `xss` where a server renders as well. */
function cleanerFor(code: Code, source: Source): Cleaner {
  const installed = source.packageOf(code.path)?.dependencies ?? {}
  const isServer =
    ['next', 'express', 'fastify', 'koa', 'hono'].some(name => name in installed) && !/(?:^|\/)(?:client|frontend|web)\//.test(code.path)
  const own = ['isomorphic-dompurify', 'dompurify'].find(name => name in installed)
  const purify = (name: string, version: string): Cleaner => ({
    name,
    version,
    wanted: { name: 'DOMPurify', kind: 'default', from: name },
    call: 'DOMPurify.sanitize',
  })
  if (own && (own !== 'dompurify' || !isServer)) return purify(own, installed[own]!)
  return isServer
    ? { name: 'xss', version: '1.0.17', wanted: { name: 'xss', kind: 'default', from: 'xss' }, call: 'xss' }
    : purify('dompurify', '3.4.18')
}
