import { nameOf, type Node } from '#source/tree'
import { aboveComments, type Code, findNodes, indentAt, isFunction, lineOf, openCode, textOf } from '../code/code.js'
import { quoted } from '../code/style.js'
import { defineFix } from '../fix.js'

/** What browsers say by themselves of who asks, and no page can forge: https://www.w3.org/TR/fetch-metadata/ */
const HEADER = 'sec-fetch-site'

export default defineFix({
  id: 'broken/cross-site-request',
  for: ['broken/claimed-protection'],
  title: 'Lets a check for requests of other sites refuse them',
  *patches({ finding, source }) {
    const code = openCode(source, finding.at.file)
    const fn = code && findNodes(code, node => isFunction(node) && lineOf(code, node.start) === finding.at.line)[0]
    const name = /^`(\w*(?:csrf|xsrf|cross_?site|same_?(?:site|origin))\w*)`.*accepts everything/i.exec(finding.message)?.[1]
    const body = fn?.body as Node | undefined
    const read = fn && readFrom(code, fn)
    if (!code || !fn || !name || !read || body?.type !== 'BlockStatement') return
    const { indent, semi } = code.style
    const margin = indentAt(code, fn.start)
    const q = (text: string): string => quoted(code.style, text)
    const allowed = ['same-origin', 'none'].map(site => `site === ${q(site)}`).join(' || ')
    const lines = [
      '// What is no browser sends nothing, and no cookie of anybody’s',
      `const site = ${read}${semi}`,
      `return !site || ${allowed}${semi}`,
    ]
    yield {
      title: `Let ${name} refuse what other sites send`,
      says: 'Browsers say which site a request comes from, and no page can change what they say: what does not come from your own is refused.',
      edits: [
        ...said(code, fn),
        {
          file: code.path,
          start: body.start,
          end: body.end,
          text: `{\n${lines.map(line => `${margin}${indent}${line}\n`).join('')}${margin}}`,
        },
      ],
      files: [],
    }
  },
})

/** `(req: Request) => boolean`, or a request of Express: how its headers are read, as the function itself does. */
function readFrom(code: Code, fn: Node): string | undefined {
  const [request, ...others] = fn.params as Node[]
  const name = nameOf(request)
  if (!name || others.length > 0) return undefined
  const text = textOf(code, fn)
  const returns = findNodes(code, node => node.type === 'ReturnStatement', fn).map(node =>
    node.argument ? textOf(code, node.argument as Node) : '',
  )
  if (returns.length === 0 || !returns.every(one => /^(?:true|!!\w+|Boolean\(\w+\)|\w+\.length > 0)$/.test(one))) return undefined
  const q = (header: string): string => quoted(code.style, header)
  if (text.includes(`${name}.headers.get(`)) return `${name}.headers.get(${q(HEADER)})`
  return text.includes(`${name}.headers[`) ? `${name}.headers[${q(HEADER)}]` : undefined
}

/** What a comment above says of how it is done is not so any more. */
function said(code: Code, fn: Node): readonly { file: string; start: number; end: number; text: string }[] {
  const start = aboveComments(code, code.text.lastIndexOf('\n', fn.start) + 1)
  const comment = code.text.slice(start, fn.start)
  const how = /,?\s*(?:\*\s*)?\bby[\s*]+(?:comparing|checking|matching)[^.]*?(?=\.?\s*(?:\*\/|\n\s*\*\s*@|$))/.exec(comment)
  return how ? [{ file: code.path, start: start + how.index, end: start + how.index + how[0].length, text: '' }] : []
}
