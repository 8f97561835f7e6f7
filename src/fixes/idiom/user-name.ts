import { nameOf, type Node } from '#source/tree'
import { above, type Code, findNodes, isFunction, textOf } from '../code/code.js'
import { patternNames } from '../code/names.js'
import type { Edit } from '../fix.js'

/** How code inside a handler or a tool can say who is signed in, and what has to be handed down for that. */
export interface UserName {
  readonly text: string
  readonly edits: readonly Edit[]
}

const IS_ID = /^(?:user|owner|customer|member|account|seller|caller)_?id$|^uid$/i
const IS_USER = /^(?:user|currentUser|authUser|viewer|me|customer|member)$/

/** Names of the user that stand in scope, else one that every caller of the function could hand to it. */
export function userNameAt(code: Code, node: Node): UserName | undefined {
  const near = visible(code, node)
  if (near) return { text: near.text, edits: [] }
  const fn = [...above(code, node)].find(isFunction)
  return fn && handed(code, fn)
}

interface Visible {
  readonly name: string
  readonly text: string
  /** The parameter with its type, where it is one. */
  readonly parameter: string | undefined
}

function visible(code: Code, node: Node): Visible | undefined {
  const inner = [...above(code, node)].find(isFunction)
  for (const fn of [...above(code, node)].filter(isFunction)) {
    for (const param of fn.params as Node[]) {
      // What a tool is given itself, the model wrote.
      if (fn === inner && param.type !== 'Identifier') continue
      for (const name of patternNames(param))
        if (isUser(name)) return { name, text: said(name), parameter: param.type === 'Identifier' ? textOf(code, param) : undefined }
    }
    for (const one of findNodes(code, each => each.type === 'VariableDeclarator' && each.end <= node.start, fn)) {
      if ([...above(code, one)].find(isFunction) !== fn) continue
      for (const name of patternNames(one.id as Node)) if (isUser(name)) return { name, text: said(name), parameter: undefined }
    }
  }
  return undefined
}

const isUser = (name: string): boolean => IS_ID.test(name) || IS_USER.test(name)
const said = (name: string): string => (IS_ID.test(name) ? name : `${name}.id`)

/** A function of the file itself: it gets one parameter more, and each of its callers hands it on. */
function handed(code: Code, fn: Node): UserName | undefined {
  const name = nameOf(fn.type === 'FunctionDeclaration' ? fn.id : code.parents.get(fn)?.id)
  const isExported = [fn, ...above(code, fn)].some(one => one.type === 'ExportNamedDeclaration' || one.type === 'ExportDefaultDeclaration')
  if (!name || isExported) return undefined
  const uses = findNodes(code, one => one.type === 'Identifier' && one.name === name)
  const calls = findNodes(code, one => one.type === 'CallExpression' && nameOf(one.callee) === name)
  if (calls.length === 0 || uses.length !== calls.length + 1) return undefined
  const givers = calls.map(call => visible(code, call))
  const [first] = givers
  if (!first || givers.some(one => one?.name !== first.name)) return undefined
  const last = (fn.params as Node[]).at(-1)
  const open = code.text.indexOf('(', fn.type === 'FunctionDeclaration' ? (fn.id as Node).end : fn.start) + 1
  const at = last?.end ?? open
  const parameter = first.parameter ?? first.name
  return {
    text: first.text,
    edits: [
      { file: code.path, start: at, end: at, text: last ? `, ${parameter}` : parameter },
      ...calls.map(call => {
        const given = (call.arguments as Node[]).at(-1)
        const end = given?.end ?? call.end - 1
        return { file: code.path, start: end, end, text: given ? `, ${first.name}` : first.name }
      }),
    ],
  }
}
