import { dotted, literalOf, nameOf, type Node } from '#source/tree'
import { type Code, findNodes, functionAround, lineOf, openCode, textOf } from '../code/code.js'
import { quoted } from '../code/style.js'
import { defineFix, type Edit } from '../fix.js'

export default defineFix({
  id: 'errors/forged-log-line',
  for: ['errors/forged-log-line'],
  title: 'Logs what a sign-in sent as a field, with its line breaks escaped',
  *patches({ finding, source }) {
    const code = openCode(source, finding.at.file)
    const name = finding.key.split('.').at(-1)
    const edits = code && name ? escaped(code, finding.at.line, name) : []
    if (edits.length === 0) return
    yield {
      title: `Log \`${name}\` as a field`,
      says: `\`${name}\` is logged as a field, in quotes: a line break in it begins no line.`,
      edits,
      files: [],
    }
  },
})

const LOGS = /^(?:console\.\w+|(?:\w+\.)*(?:log|logger|winston|pino)(?:\.\w+)?)$/

/** Every line of the function that holds the value: the next one would be told of otherwise. */
function escaped(code: Code, line: number, name: string): readonly Edit[] {
  const isLog = (node: Node): boolean => node.type === 'CallExpression' && LOGS.test(dotted(node.callee) ?? '')
  const call = findNodes(code, node => isLog(node) && lineOf(code, node.start) <= line && line <= lineOf(code, node.end)).at(-1)
  if (!call) return []
  const told = (call.arguments as Node[]).flatMap(valuesOf)
  const sameName = told.filter(one => nameOf(one) === name)
  const [own] = sameName.filter(one => one.type === 'Identifier')
  // Under another name, or as one of several of it, it is only known where nothing else is logged.
  const value = own ?? (sameName.length === 1 ? sameName[0] : told.length === 1 ? told[0] : undefined)
  if (!value) return []
  const text = textOf(code, value)
  const logs = findNodes(code, isLog, functionAround(code, call) ?? code.tree).flatMap(log => log.arguments as Node[])
  const edits = logs.filter(one => valuesOf(one).some(each => textOf(code, each) === text)).map(one => asField(code, one, text))
  return edits.every(one => one !== undefined) ? edits : []
}

/** Names and fields that become part of the line as they are: in a list, a call or an object they do not. */
function valuesOf(node: Node): readonly Node[] {
  if (node.type === 'TemplateLiteral') return (node.expressions as Node[]).flatMap(valuesOf)
  if (node.type === 'BinaryExpression' && node.operator === '+') return [...valuesOf(node.left as Node), ...valuesOf(node.right as Node)]
  const isValue = node.type === 'Identifier' || (node.type === 'MemberExpression' && node.computed !== true)
  return isValue && literalOf(node) === undefined ? [node] : []
}

/** A field of an object, which `console` writes in quotes: in the place of an argument, or behind the text that it ended. */
function asField(code: Code, argument: Node, value: string): Edit | undefined {
  const name = value.split('.').at(-1)!
  const field = `{ ${name === value ? name : `${name}: ${value}`} }`
  const put = (text: string): Edit => ({ file: code.path, start: argument.start, end: argument.end, text })
  if (textOf(code, argument) === value) return put(field)
  if (argument.type === 'BinaryExpression') {
    const left = argument.left as Node
    const said = literalOf(left)
    return textOf(code, argument.right as Node) === value && typeof said === 'string'
      ? put(`${quoted(code.style, said.trimEnd())}, ${field}`)
      : undefined
  }
  const last = (argument.expressions as Node[] | undefined)?.at(-1)
  const isEnd = last && textOf(code, last) === value && /^\s*\}`$/.test(code.text.slice(last.end, argument.end))
  if (!isEnd || valuesOf(argument).filter(one => textOf(code, one) === value).length > 1) return undefined
  const said = code.text.slice(argument.start + 1, last.start).replace(/\s*\$\{\s*$/, '')
  return put(`${(argument.expressions as Node[]).length === 1 ? quoted(code.style, said) : `\`${said}\``}, ${field}`)
}
