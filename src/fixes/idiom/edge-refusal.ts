import { literalOf, nameOf, type Node } from '#source/tree'
import { above, type Code, findNodes, indentAt, isFunction, reindent, textOf } from '../code/code.js'
import { declaredIn, freeNames, isGlobal } from '../code/names.js'
import { bindingsOf } from '../code/bindings.js'
import { quoted } from '../code/style.js'

/** What a refusal says, and with which status. */
export interface Refused {
  readonly status: number
  readonly says: string
}

const MESSAGES = /^(?:error|message|msg|detail|reason)$/

/** The statement by which this function refuses a request, as it refuses others; of an edge function also as it answers a preflight. */
export function refusalIn(code: Code, fn: Node, before: Node, refused: Refused): string | undefined {
  const known = knownBefore(code, fn, before)
  const isSayable = (node: Node): boolean => [...freeNames([node])].every(name => isGlobal(name) || known.has(name))
  const inTry = [...above(code, before)].some(one => one.type === 'TryStatement' && one.start > fn.start)
  const indent = indentAt(code, before.start)
  for (const node of findNodes(code, one => /^(?:Return|Throw)Statement$/.test(one.type), fn)) {
    if ((node.type === 'ThrowStatement' && !inTry) || !isSayable(node) || functionOf(code, node) !== fn) continue
    const text = said(code, node, refused)
    if (text !== undefined) return reindent(text, indentAt(code, node.start), indent)
  }
  const helped = byHelper(code, fn, isSayable, refused)
  if (helped !== undefined) return helped
  const headers = preflight(code, fn, isSayable)
  if (headers === undefined) return undefined
  const { semi, style } = { semi: code.style.semi, style: code.style }
  const q = (text: string): string => quoted(style, text)
  const all =
    /^[\w.]+$/.test(headers) && /["'`]content-type["'`]\s*:/i.test(declarationOf(code, headers))
      ? headers
      : `{ ...${headers}, ${q('Content-Type')}: ${q('application/json')} }`
  return `return new Response(JSON.stringify({ error: ${q(refused.says)} }), {\n${indent}${style.indent}status: ${refused.status},\n${indent}${style.indent}headers: ${all},\n${indent}})${semi}`
}

const functionOf = (code: Code, node: Node): Node | undefined => [...above(code, node)].find(isFunction)

/** An answer with a status of refusal and one text, with both put in their places. */
function said(code: Code, node: Node, { status, says }: Refused): string | undefined {
  const numbers = findNodes(
    code,
    one => one.type === 'Literal' && typeof one.value === 'number' && one.value >= 400 && one.value < 600,
    node,
  )
  const [number, ...others] = numbers
  if (!number || others.length > 0 || literalOf(number) === 429) return undefined
  const texts = findNodes(code, one => one.type === 'Literal' && typeof one.value === 'string' && isMessage(code, one, node), node)
  const [text, ...more] = texts
  if (!text || more.length > 0) return undefined
  // What says more than a text says it of one case.
  const objects = findNodes(code, one => one.type === 'ObjectExpression' && one.start <= text.start && text.end <= one.end, node)
  if (
    objects.some(one => code.parents.get(text)?.type === 'Property' && one === code.parents.get(code.parents.get(text)!) && !isPlain(one))
  )
    return undefined
  const whole = textOf(code, node)
  const edits = [
    { at: number, text: String(status) },
    { at: text, text: quoted(code.style, says) },
  ].toSorted((a, b) => b.at.start - a.at.start)
  return edits.reduce(
    (result, edit) => result.slice(0, edit.at.start - node.start) + edit.text + result.slice(edit.at.end - node.start),
    whole,
  )
}

/** `return json(req, { ok: true })`: the app's own answer, whose last argument is the status. */
function byHelper(code: Code, fn: Node, isSayable: (node: Node) => boolean, { status, says }: Refused): string | undefined {
  for (const node of findNodes(code, one => one.type === 'ReturnStatement' && one.argument !== null, fn)) {
    const call = node.argument as Node
    const [request, body, ...others] = (call.type === 'CallExpression' ? (call.arguments as Node[]) : []) as (Node | undefined)[]
    const name = nameOf(call.callee)
    const isIt = name !== undefined && /^(?:json|reply|respond|jsonResponse)$/.test(name) && (call.callee as Node).type === 'Identifier'
    if (!isIt || request?.type !== 'Identifier' || body?.type !== 'ObjectExpression' || others.length > 0 || !isSayable(request)) continue
    return `return ${name}(${textOf(code, request)}, { error: ${quoted(code.style, says)} }, ${status})${code.style.semi}`
  }
  return undefined
}

/** `{ error: '…' }`, with `success: false` at most. */
const isPlain = (object: Node): boolean =>
  (object.properties as Node[]).every(one => MESSAGES.test(nameOf(one) ?? '') || literalOf(one.value as Node) === false)

/** `{ error: '…' }`, `new HttpError(400, '…')`, `new Response('…', { status })`. */
function isMessage(code: Code, literal: Node, answer: Node): boolean {
  const parent = code.parents.get(literal)
  if (parent?.type === 'Property') return parent.value === literal && MESSAGES.test(nameOf(parent) ?? '')
  if (parent?.type !== 'NewExpression' && parent?.type !== 'CallExpression') return false
  const holder = answer.argument as Node | null
  return parent === holder && parent.type === 'NewExpression' && !/^https?:|^GET$|^POST$/.test(String(literal.value))
}

/** Names that stand before a statement: the file's own, the parameters, and what is declared in the blocks around it. */
function knownBefore(code: Code, fn: Node, before: Node): ReadonlySet<string> {
  const blocks = [...above(code, before)].filter(one => one.type === 'BlockStatement' && one.start >= fn.start)
  const statements = blocks.flatMap(block =>
    (block.body as Node[]).filter(one => one.end <= before.start && one.type === 'VariableDeclaration'),
  )
  const parameters = declaredIn([{ ...fn, body: { type: 'BlockStatement', start: 0, end: 0, body: [] } }])
  return new Set([...bindingsOf(code).keys(), ...parameters, ...declaredIn(statements)])
}

/** `corsHeaders` in `new Response(null, { headers: corsHeaders })`. */
function preflight(code: Code, fn: Node, isSayable: (node: Node) => boolean): string | undefined {
  const answer = findNodes(code, one => one.type === 'IfStatement' && /\bOPTIONS\b/.test(textOf(code, one.test as Node)), fn)[0]
  if (!answer) return undefined
  const headers = findNodes(code, one => one.type === 'Property' && nameOf(one) === 'headers', answer.consequent as Node)[0]
  const value = headers?.value as Node | undefined
  return value && /^(?:Identifier|CallExpression|MemberExpression)$/.test(value.type) && isSayable(value) ? textOf(code, value) : undefined
}

/** How the headers of an answer are made. */
function declarationOf(code: Code, name: string): string {
  const made = findNodes(code, one => one.type === 'VariableDeclarator' && nameOf(one.id) === name)[0]
  return made ? textOf(code, made) : ''
}
