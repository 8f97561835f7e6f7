import { defineCheck } from '#checks/check'
import type { SourceFile } from '#source/source'
import { isNode, lineAt, type Node, treeOf, walkTree } from '#source/tree'
import { isTest } from '../secrets/where.js'

const MARK = /\b\w*(?:logged|user|auth|admin|session|signed|account|customer|member)\w*\s*=(?![=>])/i
const WHO =
  /^(?:is_?)?(?:(?:logged|signed)_?in\w*|(?:current|active|logged\w*|session|auth\w*|signed\w*)_?(?:user|admin|account|customer|member)\w*|authenticated|is_?auth\w*|is_?admin|user_?logged\w*|admin_?logged\w*|session_?(?:user|data))$/i
const EMPTY = /^(?:null|false|undefined|''|""|\{\}|0|-1)$/

export default defineCheck({
  id: 'sessions/shared-sign-in',
  title: 'Who is signed in is kept in one variable for everybody',
  why: 'As soon as one customer signs in, every visitor of the site is that customer.',
  severity: 'critical',
  refs: ['CWE-488', 'CWE-287', 'CWE-384'],
  needs: ['source', 'routes'],
  *find({ source, routes }) {
    const served = new Set(
      routes.filter(route => !route.unreached).flatMap(route => [route.at.file, ...route.effects.map(effect => effect.at.file)]),
    )
    for (const file of source.files) {
      if (file.kind !== 'code' || isTest(file.path) || !served.has(file.path) || !MARK.test(file.text())) continue
      for (const { name, set, made } of sharedIn(file)) {
        const text = file.text()
        yield {
          at: { file: file.path, line: lineAt(text, set.start) },
          certainty: 'certain',
          message: `\`${name}\` in \`${file.path}\` says for all visitors at once who is signed in.`,
          help: 'Keep it in a session of each visitor (`req.session.user`), or in a token that is verified with each request.',
          key: `${file.path} ${name}`,
          trail: [{ at: { file: file.path, line: lineAt(text, made.start) }, label: 'one for everybody' }],
        }
      }
    }
  },
})

/** A variable of the module that a handler fills with who has signed in, and that another function asks. */
function sharedIn(file: SourceFile): { readonly name: string; readonly set: Node; readonly made: Node }[] {
  const text = file.text()
  const made = new Map<string, Node>()
  const set = new Map<string, { readonly node: Node; readonly by: Node }>()
  const asked = new Map<string, Set<Node>>()
  walkTree(treeOf(file), (node, parents) => {
    const inside = parents.findLast(one => /Function/.test(one.type))
    if (
      node.type === 'VariableDeclarator' &&
      !inside &&
      isNode(node.id) &&
      node.id.type === 'Identifier' &&
      WHO.test(String(node.id.name))
    ) {
      const declaration = parents.at(-1)
      const init = isNode(node.init) ? text.slice(node.init.start, node.init.end).trim() : 'undefined'
      if (declaration?.kind !== 'const' && EMPTY.test(init)) made.set(String(node.id.name), node)
    }
    if (node.type === 'AssignmentExpression' && inside && isNode(node.left) && node.left.type === 'Identifier') {
      const name = String(node.left.name)
      const value = isNode(node.right) ? text.slice(node.right.start, node.right.end).trim() : ''
      if (!made.has(name) && WHO.test(name) && isUndeclared(name, text)) made.set(name, node)
      if (!EMPTY.test(value) && isHandled(parents) && !set.has(name)) set.set(name, { node, by: parents.find(isFunction)! })
    }
    if (node.type === 'IfStatement' && inside && isNode(node.test)) {
      for (const [name] of made) {
        if (!new RegExp(`(?<![\\w.])${name}\\b`).test(text.slice(node.test.start, node.test.end))) continue
        asked.set(name, new Set([...(asked.get(name) ?? []), parents.find(isFunction)!]))
      }
    }
  })
  return [...set].flatMap(([name, given]) => {
    const one = made.get(name)
    // A connection that is opened once asks for itself.
    const isAskedElsewhere = [...(asked.get(name) ?? [])].some(by => by !== given.by)
    return one && isAskedElsewhere ? [{ name, set: given.node, made: one }] : []
  })
}

const isFunction = (node: Node): boolean => /Function/.test(node.type)

/** Without a declaration anywhere it is a variable of the whole process. */
const isUndeclared = (name: string, text: string): boolean =>
  !new RegExp(`\\b(?:let|const|var|function|class|import)\\b[^=;\\n]*\\b${name}\\b|[({,]\\s*${name}\\s*[,)}]|\\b${name}\\s*=>`).test(text)

/** Something that answers a request is around it. */
const isHandled = (parents: readonly Node[]): boolean =>
  parents.some(one => {
    const [first] = (one.params ?? []) as Node[]
    return /Function/.test(one.type) && first?.type === 'Identifier' && /^_?(?:req\w*|request|ctx|context|c)$/.test(String(first.name))
  })
