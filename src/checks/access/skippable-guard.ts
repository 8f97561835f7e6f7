import { defineCheck } from '#checks/check'
import { isNode, lineAt, type Node, treeOf, walkTree } from '#source/tree'
import { isTest } from '../secrets/where.js'

const MARK = /\.(?:url|originalUrl|href)\b/
const GUARDS = /verify\w*\(|authorization|\bjwt\b|\bsession\b|\b40[13]\b|unauthori[sz]ed|forbidden/i
/** Without a refusal nothing is guarded: what is written down, parsed or begun may well be left out. */
const REFUSES =
  /\b40[13]\b|unauthori[sz]ed|unauthenticated|forbidden|authentication|denied|invalid|expired|\.redirect\(|\bthrow\b|\bnext\(\s*\w/i

export default defineCheck({
  id: 'access/skippable-guard',
  title: 'A guard lets every address pass that has a certain text in it',
  why: 'Whoever appends that text to any address, behind a question mark, is let in without signing in.',
  severity: 'critical',
  refs: ['CWE-863', 'CWE-288', 'OWASP-A01:2021'],
  needs: ['source'],
  *find({ source }) {
    for (const file of source.files) {
      if (file.kind !== 'code' || isTest(file.path)) continue
      const text = file.text()
      if (!MARK.test(text) || !GUARDS.test(text) || !/\bnext\b/.test(text)) continue
      const told = new Set<number>()
      const tests: { readonly node: Node; readonly says: string }[] = []
      walkTree(treeOf(file), (node, parents) => {
        if (node.type !== 'IfStatement' || !isNode(node.test) || !isNode(node.consequent) || !goesOn(node.consequent)) return
        const guard = parents.findLast(one => /Function/.test(one.type))
        const does = guard && text.slice(guard.start, guard.end)
        if (!does || !GUARDS.test(does) || !REFUSES.test(does)) return
        const says = asked(node.test, text)
        if (says !== undefined) tests.push({ node: node.test, says })
      })
      for (const { node, says } of tests) {
        const line = lineAt(text, node.start)
        if (told.has(line)) continue
        told.add(line)
        yield {
          at: { file: file.path, line },
          certainty: 'certain',
          message: `A guard in \`${file.path}\` is skipped by every address that holds \`${says}\`, also behind a question mark.`,
          help: 'Compare the whole path with those that are open, or mount the guard on the routes that need it.',
          key: `${file.path} ${says}`,
        }
      }
    }
  },
})

/** `return next()`, and nothing else of weight. */
function goesOn(node: Node): boolean {
  const statement = node.type === 'BlockStatement' ? (node.body as Node[])[0] : node
  const call =
    statement?.type === 'ReturnStatement' || statement?.type === 'ExpressionStatement'
      ? (statement.argument ?? statement.expression)
      : undefined
  const made = isNode(call) && call.type === 'AwaitExpression' ? call.argument : call
  return isNode(made) && made.type === 'CallExpression' && isNode(made.callee) && made.callee.name === 'next'
}

/** The text that is looked for anywhere in an address with its query; one of several that are enough. */
function asked(condition: Node, text: string): string | undefined {
  const test = unchained(condition)
  if (test.type === 'LogicalExpression')
    return test.operator === '||' ? (asked(test.left as Node, text) ?? asked(test.right as Node, text)) : undefined
  if (test.type === 'BinaryExpression')
    return /^(?:!==?|>)$/.test(String(test.operator)) && /^-1$/.test(text.slice((test.right as Node).start, (test.right as Node).end))
      ? looksFor(test.left as Node, text, /^indexOf$/)
      : undefined
  return looksFor(test, text, /^(?:includes|match|search)$/) ?? tests(test, text)
}

function looksFor(given: Node, text: string, method: RegExp): string | undefined {
  const call = unchained(given)
  if (call.type !== 'CallExpression' || !isNode(call.callee) || call.callee.type !== 'MemberExpression') return undefined
  const { object, property } = call.callee as unknown as { object: Node; property: Node }
  return method.test(String(property.name ?? '')) && isAddress(object, text) ? wordOf((call.arguments as Node[])[0]) : undefined
}

/** `req?.url?.includes(…)`. */
const unchained = (node: Node): Node => (node.type === 'ChainExpression' ? (node.expression as Node) : node)

/** `/\/login/.test(req.url)`. */
function tests(call: Node, text: string): string | undefined {
  if (call.type !== 'CallExpression' || !isNode(call.callee) || call.callee.type !== 'MemberExpression') return undefined
  const { object, property } = call.callee as unknown as { object: Node; property: Node }
  const [given] = call.arguments as Node[]
  return property.name === 'test' && given && isAddress(given, text) ? wordOf(object) : undefined
}

/** Of a request: the address that a page stands at guards nothing. */
const isAddress = (node: Node, text: string): boolean =>
  /^(?!(?:window|document|location|self|globalThis|to|from)\b)[\w.?]+\.(?:url|originalUrl|href)$/.test(text.slice(node.start, node.end))

/** A text of letters, or a pattern that may match anywhere. */
function wordOf(node: Node | undefined): string | undefined {
  if (node?.type !== 'Literal') return undefined
  if (typeof node.value === 'string') return /\w{2}/.test(node.value) ? node.value : undefined
  const { pattern } = (node.regex ?? {}) as { readonly pattern?: string }
  return pattern !== undefined && !/^\(?\^|\$\)?$/.test(pattern) && /\w{2}/.test(pattern) ? pattern.replaceAll('\\', '') : undefined
}
