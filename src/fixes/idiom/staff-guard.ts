import type { Source } from '#source/source'
import { dotted, nameOf, type Node } from '#source/tree'
import { bindingsOf } from '../code/bindings.js'
import { type Code, findNodes, functionAround, isFunction } from '../code/code.js'
import type { Handler } from '../code/handler.js'
import { importEdits } from '../code/imports.js'
import type { Edit } from '../fix.js'
import { fileOf, functionBehind } from './function-behind.js'

const STAFF = /^(?:is|require|ensure|only|check|verify|allow)?_?(?:admin|staff)(?:only|s|user|middleware|required)?$/i

/** Middleware that lets only staff through, which the app has and no route takes yet. */
export function staffGuards(
  { code, call, middleware }: Handler,
  source: Source,
): readonly { readonly name: string; readonly edits: readonly Edit[] }[] {
  const last = (call?.arguments as Node[] | undefined)?.at(-1)
  if (!call || !last) return []
  const present = new Set(middleware.map(one => dotted(one)))
  const edit = (name: string): Edit => ({ file: code.path, start: last.start, end: last.start, text: `${name}, ` })
  const own = namesOf(localsAt(code, call), code, source)
    .filter(name => STAFF.test(name) && !present.has(name))
    .map(name => ({ name, edits: [edit(name)] }))
  if (own.length > 0) return own
  return middleware.flatMap(one => {
    const binding = bindingsOf(code).get(dotted(one) ?? '')
    const other = binding?.kind === 'named' ? fileOf(source, code, binding.from) : undefined
    return (other ? exportedFrom(other, source) : []).flatMap(name => {
      const imports = STAFF.test(name) && !present.has(name) ? importEdits(code, [{ name, kind: 'named', from: binding!.from }]) : undefined
      const isGiven = functionBehind(code, one, source)?.code === other && other!.text.includes(name)
      return imports && isGiven ? [{ name, edits: [...imports, edit(name)] }] : []
    })
  })
}

/** What a route's registration can name: of its own function, and of the file. */
function localsAt(code: Code, call: Node): readonly Node[] {
  const around = functionAround(code, call)
  return findNodes(
    code,
    node =>
      (node.type === 'VariableDeclarator' || node.type === 'FunctionDeclaration') &&
      node.start < call.start &&
      [undefined, around].includes(functionAround(code, node)),
  )
}

const namesOf = (nodes: readonly Node[], code: Code, source: Source): readonly string[] =>
  nodes.filter(node => isMiddleware(code, node, source)).flatMap(node => nameOf(node.id) ?? [])

/** A function of a request, an answer and what comes next, or made by one that gives such: `role('admin')`. */
function isMiddleware(code: Code, declared: Node, source: Source): boolean {
  const takesNext = (one: Node): boolean => isFunction(one) && (one.params as Node[]).length === 3
  const init = declared.type === 'VariableDeclarator' ? (declared.init as Node | null) : declared
  if (!init || isFunction(init)) return init !== null && takesNext(init)
  // By its name, so that what is required is followed.
  const given = functionBehind(code, declared.id as Node, source)
  const maker = init.type === 'CallExpression' ? functionBehind(code, init.callee as Node, source) : undefined
  const made = maker ? findNodes(maker.code, one => one !== maker.fn && takesNext(one), maker.fn) : []
  return (given !== undefined && takesNext(given.fn)) || made.length > 0
}

const exportedFrom = (code: Code, source: Source): readonly string[] =>
  namesOf(
    findNodes(code, node => /^(?:FunctionDeclaration|VariableDeclarator)$/.test(node.type) && functionAround(code, node) === undefined),
    code,
    source,
  ).filter(name =>
    new RegExp(
      `(?:exports[^;]*\\b${name}\\b|export\\s+(?:const|function|async function)\\s+${name}\\b|export\\s*\\{[^}]*\\b${name}\\b)`,
    ).test(code.text),
  )
