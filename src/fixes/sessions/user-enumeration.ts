import { literalOf, nameOf, type Node } from '#source/tree'
import { callsAt, type Code, findNodes, functionAround, openCode, textOf } from '../code/code.js'
import { declaredIn, freeNames } from '../code/names.js'
import { quoted } from '../code/style.js'
import { defineFix, type Edit } from '../fix.js'

export default defineFix({
  id: 'sessions/user-enumeration',
  for: ['sessions/user-enumeration'],
  title: 'Answers alike whether or not there is an account',
  *patches({ finding, source }) {
    const code = openCode(source, finding.at.file)
    const other = finding.trail.find(step => step.at.file === finding.at.file && step.at.line !== finding.at.line && isAnswer(step.label))
    const nobody = code && answerAt(code, finding.at.line)
    const somebody = code && other && answerAt(code, other.at.line)
    if (!nobody || !somebody || functionAround(code, nobody) !== functionAround(code, somebody)) return
    const isRefusal = /\.status\(\s*4\d\d\s*\)/.test(textOf(code, somebody))
    const edits = isRefusal ? refusedAlike(code, nobody, somebody) : takenAlike(code, nobody, somebody)
    if (!edits) return
    yield {
      title: `Answer alike in ${finding.route} whether or not there is an account`,
      says: `\`${finding.route}\` says the same, with the same status, whether or not an account has the given name.`,
      edits,
      files: [],
    }
  },
})

const isAnswer = (label: string): boolean => label.startsWith('one of the answers')

/** `res.status(400).json({ … })` that ends or begins at the line. */
const answerAt = (code: Code, line: number): Node | undefined =>
  callsAt(code, line).find(call => /^(?:json|send)$/.test(nameOf(call.callee) ?? '') && (call.arguments as Node[]).length === 1)

/** Signing in: neither the name nor the password is said to be the wrong one. */
function refusedAlike(code: Code, nobody: Node, somebody: Node): readonly Edit[] | undefined {
  const message = messageOf((somebody.arguments as Node[])[0])
  const fn = functionAround(code, somebody)
  if (!message || !fn || namesOwn(code, fn, somebody)) return undefined
  const said = quoted(code.style, /mail/i.test(textOf(code, fn)) ? 'Invalid email or password' : 'Invalid username or password')
  const text = textOf(code, somebody)
  const alike = text.slice(0, message.start - somebody.start) + said + text.slice(message.end - somebody.start)
  return [
    { file: code.path, start: message.start, end: message.end, text: said },
    { file: code.path, start: nobody.start, end: nobody.end, text: flat(alike) },
  ]
}

/** A letter that somebody asks for: it is said to be on its way, and goes to nobody. */
function takenAlike(code: Code, nobody: Node, somebody: Node): readonly Edit[] | undefined {
  const fn = functionAround(code, somebody)
  if (!fn || namesOwn(code, fn, somebody)) return undefined
  return [{ file: code.path, start: nobody.start, end: nobody.end, text: flat(textOf(code, somebody)) }]
}

/** `error: 'Password Incorrect'`, or that alone. */
function messageOf(body: Node | undefined): Node | undefined {
  if (typeof literalOf(body) === 'string') return body
  const property =
    body?.type === 'ObjectExpression'
      ? (body.properties as Node[]).find(
          one => /^(?:message|error|msg|detail)$/.test(nameOf(one) ?? '') && typeof literalOf(one.value) === 'string',
        )
      : undefined
  return property?.value as Node | undefined
}

/** What only the handler has made, the row say, is not there where there is none. */
function namesOwn(code: Code, fn: Node, answer: Node): boolean {
  const response = nameOf((fn.params as Node[])[1])
  const own = declaredIn([fn])
  return [...freeNames([answer])].some(name => name !== response && own.has(name) && !isAsked(code, fn, name))
}

/** `const { email } = req.body` is known from the start. */
const isAsked = (code: Code, fn: Node, name: string): boolean =>
  nameOf((fn.params as Node[])[0]) === name ||
  findNodes(code, node => node.type === 'VariableDeclarator' && node.init !== null, fn).some(
    node => declaredIn([node]).has(name) && /^\w+\.body\b/.test(textOf(code, node.init as Node)),
  )

const flat = (text: string): string => (text.length <= 100 ? text.replaceAll(/\s*\n\s*(?=\.)/g, '').replaceAll(/\s*\n\s*/g, ' ') : text)
