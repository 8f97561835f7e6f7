import type { Place } from '#base/place'
import { defineCheck } from '#checks/check'
import { hasDirective } from '#source/directive'
import type { SourceFile } from '#source/source'
import { isNode, lineAt, type Node, treeOf, walkTree } from '#source/tree'
import { isTest } from '../secrets/where.js'

interface Default {
  readonly at: Place
  readonly says: string
}

const ADMIN = /^(?:super[\s_-]?)?admin(?:istrator)?$/i
/** What tells of somebody whether he is one. */
const ASKS_ROLE = /role|isadmin/i
const ASKS_LEAVE = /^(?:is_?(?:super_?)?admin|has_?(?:permission|role|access)|check_?(?:permission|role|admin|access)|can_?access)/i

export default defineCheck({
  id: 'access/admin-by-default',
  title: 'Whoever has no role, or whose role cannot be looked up, is an administrator',
  why: 'Every new account, or every account while the database is slow, may do what only you should.',
  severity: 'high',
  refs: ['CWE-863', 'CWE-276', 'CWE-636', 'OWASP-A01:2021'],
  needs: ['source'],
  *find({ source }) {
    for (const file of source.files) {
      if (file.kind !== 'code' || isTest(file.path) || /(?:^|\/)(?:seed|scripts?)\b/i.test(file.path)) continue
      const text = file.text()
      if (!/admin|permission|access|role/i.test(text)) continue
      const found = defaultsIn(file, text)
      const [first] = found
      if (!first) continue
      const says = [...new Set(found.map(one => one.says))].join(', and ')
      yield {
        at: first.at,
        certainty: 'certain',
        severity: isOfBrowser(file) ? 'medium' : 'high',
        message: `\`${file.path}\` takes for an administrator ${says}.`,
        help: 'Fall back on the role that may do least, and refuse where the role cannot be looked up.',
        key: file.path,
        trail: found.map(one => ({ at: one.at, label: `an administrator is ${one.says}` })),
      }
    }
  },
})

/** What runs in the browser decides what is shown; the server may ask again. */
const isOfBrowser = (file: SourceFile): boolean => hasDirective(file, 'use client') || /\.(?:jsx|tsx|vue|svelte)$/.test(file.path)

const FAILED = 'whoever is asked about while the look-up fails'

function defaultsIn(file: SourceFile, text: string): Default[] {
  const found: Default[] = []
  const add = (node: Node, says: string): void => void found.push({ at: { file: file.path, line: lineAt(text, node.start) }, says })
  walkTree(treeOf(file), (node, parents) => {
    if (node.type === 'ReturnStatement' && isNode(node.argument)) {
      const owner = functionAround(parents)
      const name = owner === undefined ? '' : nameOfFunction(owner, parents)
      const when = circumstance(node, parents, owner, text)
      if (when && (isAdmin(node.argument) ? ASKS_ROLE.test(name) : isTrue(node.argument) && when === FAILED && ASKS_LEAVE.test(name)))
        add(node, when)
    }
    if (node.type === 'CallExpression' && isNode(node.callee) && /^set\w*role$/i.test(String(node.callee.name))) {
      const [given] = node.arguments as Node[]
      if (given && isAdmin(given) && parents.some(one => one.type === 'CatchClause')) add(node, FAILED)
    }
    if (node.type === 'LogicalExpression' && /^(?:\|\||\?\?)$/.test(String(node.operator)) && isNode(node.left) && isNode(node.right)) {
      const asked = text.slice(node.left.start, node.left.end)
      if (isAdmin(node.right) && /(?:^|[.\]_])(?:user_?)?role(?:_?name)?\)?$/i.test(asked) && !isShown(parents))
        add(node, `whoever has no \`${asked}\``)
    }
  })
  return found
}

/** Only drawn: an attribute or a text of a page. */
const isShown = (parents: readonly Node[]): boolean => parents.some(one => one.type === 'JSXExpressionContainer')

const isAdmin = (node: Node): boolean => node.type === 'Literal' && typeof node.value === 'string' && ADMIN.test(node.value)
const isTrue = (node: Node): boolean => node.type === 'Literal' && node.value === true

const functionAround = (parents: readonly Node[]): Node | undefined => parents.findLast(one => /Function/.test(one.type))

/** The function's own name, or that of the variable, property or method that it becomes. */
function nameOfFunction(node: Node, parents: readonly Node[]): string {
  if (isNode(node.id)) return String(node.id.name)
  for (const one of parents.slice(0, parents.indexOf(node)).toReversed()) {
    if (one.type === 'VariableDeclarator' && isNode(one.id)) return String(one.id.name ?? '')
    if (/^(?:Property|MethodDefinition|PropertyDefinition)$/.test(one.type) && isNode(one.key)) return String(one.key.name ?? '')
    if (/Function/.test(one.type)) return ''
  }
  return ''
}

/** Nothing was found, or looking failed: undefined where the value is the answer to something else. */
function circumstance(node: Node, parents: readonly Node[], owner: Node | undefined, text: string): string | undefined {
  const inside = owner ? parents.slice(parents.indexOf(owner) + 1) : parents
  for (const [index, one] of [...inside.entries()].toReversed()) {
    if (one.type === 'CatchClause') return FAILED
    if (one.type !== 'IfStatement' || !isNode(one.test)) continue
    const next = inside[index + 1] ?? node
    if (one.consequent !== next) return undefined
    const test = text.slice(one.test.start, one.test.end)
    if (/^!\s*[\w.?]+$/.test(test) && !/process\.env|isProd|enabled|configured/i.test(test))
      return `whoever has no \`${test.replace(/^!\s*/, '')}\``
    if (/^[\w.]*err(?:or)?\b/i.test(test)) return FAILED
    return undefined
  }
  return undefined
}
