import type { Place } from '#base/place'
import { defineCheck } from '#checks/check'
import { browserFiles } from '#model/env/browser-files'
import type { SourceFile } from '#source/source'
import { isNode, lineAt, literalOf, type Node, treeOf, walkTree } from '#source/tree'

/** What signs somebody in; tokens for forms, push messages, maps and carts do not. */
const SIGNS_IN =
  /^(?!.*(?:csrf|xsrf|fcm|push|device|map|cart|guest|invit|share|reset|verif|recaptcha|captcha|count|expir|theme|color|design)).*(?:token|jwt)$/i

export default defineCheck({
  id: 'sessions/token-in-storage',
  title: 'The token that signs people in lies where every script of the page reads it',
  why: 'One script that does not belong, from an advertisement, a package or a comment that was not escaped, takes every visitor’s session with it.',
  severity: 'low',
  refs: ['CWE-922', 'CWE-1004', 'OWASP-A04:2021'],
  needs: ['source'],
  *find({ source }) {
    const found: { readonly at: Place; readonly key: string; readonly where: string }[] = []
    for (const path of browserFiles(source)) {
      const file = source.file(path)
      if (file && !/\.(?:test|spec|stories)\.|__tests__|__mocks__/.test(path)) found.push(...storedIn(file))
    }
    const [first, ...others] = found
    if (!first) return
    yield {
      at: first.at,
      certainty: 'certain',
      message: `\`${first.at.file}\` keeps \`${first.key}\` in \`${first.where}\`, where every script of the page reads it.`,
      help: 'Let the server set the token as a cookie with `HttpOnly`, `Secure` and `SameSite=Lax`, and drop it from the storage.',
      key: 'stored',
      trail: others.slice(0, 20).map(({ at, key }) => ({ at, label: `\`${key}\` is kept` })),
    }
  },
})

function storedIn(file: SourceFile): { at: Place; key: string; where: string }[] {
  const text = file.text()
  if (!/(?:local|session)Storage/.test(text)) return []
  const found: { at: Place; key: string; where: string }[] = []
  const constants = new Map<string, string>()
  walkTree(treeOf(file), node => {
    if (node.type !== 'VariableDeclarator' || !isNode(node.id)) return
    const value = literalOf(node.init)
    if (typeof value === 'string') constants.set(String(node.id.name), value)
  })
  walkTree(treeOf(file), node => {
    const stored = storing(node)
    if (!stored) return
    const said = literalOf(stored.key) ?? (isNode(stored.key) ? (constants.get(String(stored.key.name)) ?? stored.key.name) : undefined)
    if (typeof said !== 'string' || !SIGNS_IN.test(said) || literalOf(stored.value) !== undefined) return
    found.push({ at: { file: file.path, line: lineAt(text, node.start) }, key: said, where: stored.where })
  })
  return found
}

/** `localStorage.setItem(key, value)`, `localStorage.token = value`. */
function storing(node: Node): { readonly key: unknown; readonly value: unknown; readonly where: string } | undefined {
  if (node.type === 'CallExpression' && isNode(node.callee) && node.callee.type === 'MemberExpression') {
    const { object, property } = node.callee
    const where = storageOf(object)
    const [key, value] = node.arguments as unknown[]
    return where && isNode(property) && property.name === 'setItem' ? { key, value, where } : undefined
  }
  if (node.type !== 'AssignmentExpression' || !isNode(node.left) || node.left.type !== 'MemberExpression') return undefined
  const where = storageOf(node.left.object)
  return where ? { key: node.left.property, value: node.right, where } : undefined
}

function storageOf(node: unknown): string | undefined {
  if (!isNode(node)) return undefined
  const name = node.type === 'MemberExpression' && isNode(node.property) ? node.property.name : node.name
  return name === 'localStorage' || name === 'sessionStorage' ? name : undefined
}
