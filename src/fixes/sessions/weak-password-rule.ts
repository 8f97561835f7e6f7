import { ruleAt, SHORTEST } from '#checks/sessions/password-rule'
import { routeNamed } from '#model/read/route'
import type { Source } from '#source/source'
import { nameOf, type Node } from '#source/tree'
import { above, type Code, findNodes, indentAt, isFunction, openCode, statementAround, textOf } from '../code/code.js'
import { defineFix, type Edit, type FixTask } from '../fix.js'
import { refusalIn } from '../idiom/edge-refusal.js'
import { openBody } from '../idiom/query.js'
import { refusal } from '../idiom/refusal.js'

export default defineFix({
  id: 'sessions/weak-password-rule',
  for: ['sessions/weak-password-rule'],
  title: 'Asks new passwords for eight characters',
  *patches(task) {
    const { finding, source } = task
    const edits = finding.route ? asked(task) : raised(source, finding.at.file, finding.at.line)
    if (!edits) return
    yield {
      title: `Ask for passwords of ${SHORTEST} characters`,
      says: `A new password has at least ${SHORTEST} characters. Whoever has a shorter one still signs in with it.`,
      edits,
      files: [],
    }
  },
})

/** The number of a rule, and where it is told to people. */
function raised(source: Source, path: string, line: number): readonly Edit[] | undefined {
  const code = openCode(source, path)
  const lines = code?.text.split('\n') ?? []
  const rule = ruleAt(lines, line - 1)
  if (!code || !rule) return undefined
  const start = lines.slice(0, rule.line).reduce((sum, one) => sum + one.length + 1, 0) + rule.column
  const digits = String(rule.written)
  const node = findNodes(code, one => one.type === 'Literal' && one.start <= start && start < one.end).at(-1)
  // `{3,6}`, `len: [4, 6]`: nothing is left between.
  const most = /^\s*,\s*(\d+)\s*[\]}]/.exec(code.text.slice(start + digits.length))?.[1]
  if (!node || !isOfNewPassword(code, node) || (most !== undefined && Number(most) < SHORTEST)) return undefined
  if (isOfModel(lines, rule.line) && !/\.pre\(\s*['"`]save['"`]|\bbeforeCreate\b|\bbeforeSave\b/.test(code.text)) return undefined
  const edit = (from: number, length: number, text: string): Edit => ({ file: code.path, start: from, end: from + length, text })
  const isExclusive = rule.length > rule.written
  return [
    edit(start, digits.length, String(isExclusive ? SHORTEST - 1 : SHORTEST)),
    ...told(code, node, rule.length).map(at => edit(at, String(rule.length).length, String(SHORTEST))),
  ]
}

/** A model asks what it stores, which is the hash where somebody else made it. */
const isOfModel = (lines: readonly string[], line: number): boolean => /\bmin(?:length|Length)\s*:|\blen\s*:/.test(lines[line] ?? '')

const SIGN_IN = /log_?-?in|sign_?-?in/i
const SIGN_UP = /sign_?-?up|regist|reset|forgot|change|create|new|invit|set_?password/i

/** Whoever signs in has a password from before: its rule stays. The nearest name that says what it is for counts. */
function isOfNewPassword(code: Code, node: Node): boolean {
  const rule = code.text.slice(code.text.lastIndexOf('\n', node.start) + 1, node.end)
  const names = [...above(code, node)].map(one =>
    /^(?:VariableDeclarator|FunctionDeclaration|MethodDefinition|Property)$/.test(one.type)
      ? (nameOf(one.type === 'VariableDeclarator' || one.type === 'FunctionDeclaration' ? one.id : one) ?? '')
      : '',
  )
  for (const name of [rule, ...names, code.path.split('/').at(-1)!]) {
    if (SIGN_UP.test(name)) return true
    if (SIGN_IN.test(name)) return false
  }
  return true
}

const CHARACTERS = /\b(\d+)\+?(?:[ -]or more)?[ -](?:char|zeichen|caract|carácter|letters|symbol)/i

/** Offsets of the number in what people read: beside the rule, and on the page where that speaks of characters. */
function told(code: Code, node: Node, length: number): readonly number[] {
  const around = [...above(code, node)].find(one => {
    const parent = code.parents.get(one)
    return (
      (one.type === 'Property' && /pass/i.test(nameOf(one) ?? '')) ||
      /^(?:IfStatement|ConditionalExpression|ExpressionStatement|VariableDeclaration|Decorator)$/.test(one.type) ||
      parent?.type === 'ArrayExpression'
    )
  })
  const isBeside = (one: Node, text: string): boolean =>
    around !== undefined && around.start <= one.start && one.end <= endOf(around) && /\p{L}/u.test(text) && one.type !== 'JSXText'
  const found: number[] = []
  for (const one of findNodes(code, each => /^(?:Literal|TemplateElement|JSXText)$/.test(each.type))) {
    if (one === node) continue
    const text = textOf(code, one)
    const said = [...text.matchAll(new RegExp(`(?<![\\d.])${length}(?![\\d.]\\d|\\d)`, 'g'))]
    if (said.length === 1 && (isBeside(one, text) || isOnPage(code, one, text, length))) found.push(one.start + said[0]!.index)
  }
  return found
}

/** `placeholder="At least 6 characters"`, `minLength={6}` of a field for a password. */
function isOnPage(code: Code, node: Node, text: string, length: number): boolean {
  if (node.type === 'JSXText') return CHARACTERS.exec(text)?.[1] === String(length)
  const attribute = [...above(code, node)].slice(0, 2).find(one => one.type === 'JSXAttribute')
  if (!attribute) return false
  if (CHARACTERS.exec(text)?.[1] === String(length)) return true
  const element = code.parents.get(attribute)
  return (
    text === String(length) &&
    /^minLength$/i.test(textOf(code, attribute.name as Node)) &&
    element !== undefined &&
    /passw/i.test(textOf(code, element))
  )
}

/** An `if` tells in its own branch; what follows in `else` is another rule's. */
const endOf = (node: Node): number => (node.type === 'IfStatement' ? (node.consequent as Node).end : node.end)

/** A sign-up that asks for nothing: a question where the password comes in. */
function asked({ finding, model, source }: FixTask): readonly Edit[] | undefined {
  const handler = openBody(routeNamed(model.routes, finding.route), source)
  const { code, fn } = handler ?? {}
  const body = fn?.body as Node | null | undefined
  if (!code || !fn || body?.type !== 'BlockStatement') return undefined
  const [name, declared] = passwordIn(code, fn) ?? []
  if (!name || !declared) return undefined
  const last = afterPresence(code, declared, name)
  const response = nameOf((fn.params as Node[])[1])
  const says = `Password must be at least ${SHORTEST} characters`
  const answer =
    refusalIn(code, fn, last, { status: 400, says }) ??
    (handler?.route.framework === 'express' && response
      ? `return ${refusal(code, fn, response, 400, says, source)}${code.style.semi}`
      : undefined)
  if (!answer) return undefined
  const margin = indentAt(code, last.start)
  const inner = margin + code.style.indent
  const line =
    answer.includes('\n') || answer.length > 60 ? `{\n${inner}${answer.replaceAll('\n', `\n${code.style.indent}`)}\n${margin}}` : answer
  const text = `\n${margin}if (typeof ${name} !== ${code.style.quote}string${code.style.quote} || ${name}.length < ${SHORTEST}) ${line}`
  return [{ file: code.path, start: last.end, end: last.end, text }]
}

/** `const { password } = req.body`, and the statement that says so. */
function passwordIn(code: Code, fn: Node): readonly [name: string, statement: Node] | undefined {
  for (const one of findNodes(code, node => node.type === 'VariableDeclarator' && node.init !== null, fn)) {
    const id = one.id as Node
    const init = textOf(code, one.init as Node)
    const isBody = /^(?:await\s+)?(?:\w+\.)?(?:body|json\(\))$|\.json\(\)|\.body\b/.test(init)
    const statement = statementAround(code, one)
    if (!isBody || !statement || [...above(code, one)].find(isFunction) !== fn) continue
    if (id.type === 'ObjectPattern') {
      const part = (id.properties as Node[]).find(each => each.type === 'Property' && /^(?:new_?)?password$/i.test(nameOf(each) ?? ''))
      const name = part && nameOf(part.value)
      if (name) return [name, statement]
    } else if (/\.password$/.test(init) && id.type === 'Identifier') return [nameOf(id)!, statement]
  }
  return undefined
}

/** Below the questions whether anything was sent. */
function afterPresence(code: Code, declared: Node, name: string): Node {
  const block = code.parents.get(declared)
  const statements = (block?.body as Node[] | undefined) ?? []
  let last = declared
  for (const one of statements.slice(statements.indexOf(declared) + 1)) {
    const isDeclared = one.type === 'VariableDeclaration' && !/\bawait\b/.test(textOf(code, one))
    const isAsked = one.type === 'IfStatement' && new RegExp(`!\\s*${name}\\b`).test(textOf(code, one.test as Node))
    if (!isDeclared && !isAsked) break
    if (isAsked) last = one
  }
  return last
}
