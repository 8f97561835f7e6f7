import type { Source } from '#source/source'
import { dotted, nameOf, type Node } from '#source/tree'
import { type Code, findNodes, functionAround, openCode, textOf } from '../code/code.js'
import { type Handler, openingOf } from '../code/handler.js'
import { declaredIn, patternNames } from '../code/names.js'
import type { Edit } from '../fix.js'
import { functionBehind } from './function-behind.js'
import { openHandler } from './query.js'

/** The signed-in user's id as a handler can say it, and what has to be added so that it can. */
export interface Caller {
  readonly text: string
  readonly edits: readonly Edit[]
}

const OWNER = /^(?:user|owner|author|customer|account|member|buyer|seller|creator|created_?by|uid)_?(?:id)?$/i
const SAYS =
  /^(?:(?:req|request|ctx|c|locals|res\.locals|auth|session|data|payload|token|decoded|me|currentUser|user|authUser|viewer)\b[\w.]*)\.(?:id|_id|userId|user_id|sub|uid)$/

/** What the request says of itself. */
const ASKED = /\.(?:params|body|query|headers|cookies)\b/

/** How this handler can say who is calling, the app's most usual way first. */
export function callerIn(handler: Handler, source: Source): Caller | undefined {
  const { code, fn } = handler
  if (!fn) return undefined
  const inBody = keptInBody(handler, source)
  if (inBody) return inBody
  const declared = declaredIn([fn])
  for (const text of sayings(source)) {
    const root = text.split('.')[0]!
    if (declared.has(root)) return { text: asTyped(code, text), edits: [] }
    const edits = given(handler, root, source) ?? named(code, fn, root)
    if (edits) return { text, edits }
  }
  return undefined
}

/** `req.user!.id` where the file's types want it. */
function asTyped(code: Code, text: string): string {
  const sure = text.replace(/^((?:req|request|ctx|c)\.user)\./, '$1!.')
  return code.text.includes(sure) ? sure : text
}

const known = new WeakMap<Source, readonly string[]>()

/** `user.id`, as the app writes it where it stores or looks for an owner. */
function sayings(source: Source): readonly string[] {
  let found = known.get(source)
  if (!found) {
    const counts = new Map<string, number>()
    for (const file of source.files) {
      if (file.kind !== 'code' || !/\b\w+\.(?:id|_id|userId|sub|uid)\b/.test(file.text())) continue
      const code = openCode(source, file.path)
      if (!code) continue
      for (const text of findNodes(code, one => one.type === 'Property' || one.type === 'CallExpression').flatMap(one => said(code, one)))
        counts.set(text, (counts.get(text) ?? 0) + 1)
    }
    if (counts.size === 0 && isIdItself(source)) counts.set('req.user', 1)
    found = [...counts].toSorted((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([text]) => text)
    known.set(source, found)
  }
  return found
}

/** `req.user = decoded.id`: whoever is signed in is known by the id alone. */
function isIdItself(source: Source): boolean {
  const given = source.files.flatMap(file => {
    const code = file.kind === 'code' && /\breq\.user\s*=[^=]/.test(file.text()) ? openCode(source, file.path) : undefined
    return code ? findNodes(code, one => one.type === 'AssignmentExpression' && dotted(one.left) === 'req.user') : []
  })
  return given.length > 0 && given.every(one => /\.(?:id|_id|userId|user_id|sub|uid)$/.test(dotted(one.right) ?? ''))
}

/** What an owner's field is given, and what stands beside a statement or a column. */
function said(code: Code, node: Node): readonly string[] {
  const isById =
    node.type === 'CallExpression' && /^(?:find|get|list)\w*By(?:Id|Pk|User|Owner|Customer|Author)/i.test(nameOf(node.callee) ?? '')
  const values =
    node.type === 'CallExpression'
      ? (node.arguments as Node[]).slice(isById ? 0 : 1)
      : OWNER.test(nameOf(node) ?? '')
        ? [node.value as Node]
        : []
  return values.flatMap(value => ofRequest(code, value) ?? []).filter(text => SAYS.test(text) && !ASKED.test(text))
}

/** `req.user.id`, also where it stands as `user.id` below `const { user } = req`. */
export function ofRequest(code: Code, node: Node): string | undefined {
  const text = dotted(node)
  const [root, ...rest] = text?.split('.') ?? []
  const fn = rest.length > 0 && !/^(?:req|request)$/.test(root!) ? functionAround(code, node) : undefined
  const made = fn && findNodes(code, one => one.type === 'VariableDeclarator' && patternNames(one.id as Node).has(root!), fn)
  const [one, ...others] = made ?? []
  const from = one && others.length === 0 ? dotted(one.init) : undefined
  if (!one || !from) return text
  if (nameOf(one.id) === root) return /^(?:req|request)\.user$/.test(from) ? [from, ...rest].join('.') : text
  const isTaken = ((one.id as Node).properties as Node[] | undefined)?.some(part => part.shorthand === true && nameOf(part) === root)
  return isTaken && /^(?:req|request)$/.test(from) ? [from, root, ...rest].join('.') : text
}

/** The wrapper gives it, and the handler has not asked: `{ params }` becomes `{ user, params }`. */
function given({ code, fn, wrappers }: Handler, name: string, source: Source): readonly Edit[] | undefined {
  const wrapper = wrappers[0] && dotted(wrappers[0].callee)
  if (!wrapper || !fn) return undefined
  for (const file of source.files) {
    if (file.kind !== 'code' || !file.text().includes(`${wrapper}(`)) continue
    const other = openCode(source, file.path)
    const call =
      other &&
      findNodes(other, node => node.type === 'CallExpression' && dotted(node.callee) === wrapper).find(
        node => parameterWith(node, name) >= 0,
      )
    if (!call) continue
    const index = parameterWith(call, name)
    const parameter = (fn.params as Node[])[index]
    if (parameter?.type === 'ObjectPattern') {
      const [first] = parameter.properties as Node[]
      const at = first?.start ?? parameter.start + 1
      return [{ file: code.path, start: at, end: at, text: first ? `${name}, ` : ` ${name} ` }]
    }
    const previous = (fn.params as Node[]).at(-1)
    if (parameter || (fn.params as Node[]).length !== index || !other) return undefined
    // `req =>` has no parentheses to put a second one into.
    const isBare =
      previous !== undefined && fn.type === 'ArrowFunctionExpression' && !code.text.slice(fn.start, previous.start).includes('(')
    if (previous && isBare)
      return [{ file: code.path, start: previous.start, end: previous.end, text: `(${textOf(code, previous)}, { ${name} })` }]
    if (previous) return [{ file: code.path, start: previous.end, end: previous.end, text: `, { ${name} }` }]
    const open = fn.start + code.text.slice(fn.start).indexOf('(') + 1
    return [{ file: code.path, start: open, end: open, text: `${'_req'}, { ${name} }`.slice(index === 0 ? 6 : 0) }]
  }
  return undefined
}

function parameterWith(call: Node, name: string): number {
  const fn = (call.arguments as Node[]).find(one => /Function/.test(one.type))
  return ((fn?.params as Node[] | undefined) ?? []).findIndex(one => one.type === 'ObjectPattern' && patternNames(one).has(name))
}

/** `await requireUser()` gives it to nobody: it is given a name. */
function named(code: Code, fn: Node, name: string): readonly Edit[] | undefined {
  const statements = openingOf(code, fn)?.statements.slice(0, 4) ?? []
  const call = statements.find(
    one =>
      one.type === 'ExpressionStatement' &&
      (one.expression as Node).type === 'AwaitExpression' &&
      /^await \w*(?:user|session|auth|login)\w*\(/i.test(textOf(code, one)),
  )
  const isUsers = call && new RegExp(name, 'i').test(textOf(code, call))
  return call && isUsers ? [{ file: code.path, start: call.start, end: call.start, text: `const ${name} = ` }] : undefined
}

/** `req.body.userId = decoded.id` in the guard before the handler, which takes it from there with what was sent. */
function keptInBody({ code, fn, route }: Handler, source: Source): Caller | undefined {
  const registered = openHandler(route, source)
  const guards = (registered?.middleware ?? []).flatMap(node => functionBehind(registered!.code, node, source) ?? [])
  const field = guards
    .flatMap(guard => findNodes(guard.code, node => node.type === 'AssignmentExpression' && node.operator === '=', guard.fn))
    .filter(one => /\.(?:id|_id|userId|user_id|sub|uid)$/.test(dotted(one.right) ?? '') && !ASKED.test(dotted(one.right)!))
    .flatMap(one => /^req\.body\.(\w+)$/.exec(dotted(one.left) ?? '')?.[1] ?? [])
    .find(name => OWNER.test(name))
  if (!fn || !field) return undefined
  const taken = findNodes(
    code,
    node => node.type === 'VariableDeclarator' && (node.id as Node).type === 'ObjectPattern' && dotted(node.init) === 'req.body',
    fn,
  )
  const parts = taken.length === 1 ? ((taken[0]!.id as Node).properties as Node[]) : []
  const last = parts.at(-1)
  if (!last || parts.some(one => one.type !== 'Property')) return { text: `req.body.${field}`, edits: [] }
  if (parts.some(one => nameOf(one) === field && nameOf(one.value) === field)) return { text: field, edits: [] }
  if (declaredIn([fn]).has(field)) return { text: `req.body.${field}`, edits: [] }
  return { text: field, edits: [{ file: code.path, start: last.end, end: last.end, text: `, ${field}` }] }
}
