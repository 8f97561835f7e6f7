import { defineCheck } from '#checks/check'
import { isNode, lineAt, type Node, treeOf, walkTree } from '#source/tree'
import { isTest } from '../secrets/where.js'

const DAY = 86_400
/** Nobody means to keep a session for longer. */
const YEARS = 3 * 365 * DAY

export default defineCheck({
  id: 'sessions/endless-session',
  title: 'The server keeps sessions for decades, because milliseconds were given where seconds are meant',
  why: 'A stolen or forgotten session works for as long as its row is there, whatever its cookie said, and the table of sessions only ever grows.',
  severity: 'medium',
  refs: ['CWE-613', 'OWASP-A07:2021'],
  needs: ['source'],
  *find({ source }) {
    for (const file of source.files) {
      if (file.kind !== 'code' || isTest(file.path)) continue
      const text = file.text()
      // https://github.com/voxpelli/node-connect-pg-simple#options: `ttl`, in seconds, goes before the cookie's own end.
      if (!text.includes('connect-pg-simple') || !/\bttl\b/.test(text)) continue
      const constants = new Map<string, Node>()
      const given: Node[] = []
      walkTree(treeOf(file), node => {
        if (node.type === 'VariableDeclarator' && isNode(node.id) && isNode(node.init)) constants.set(String(node.id.name), node.init)
        if (node.type === 'NewExpression') given.push(...((node.arguments as Node[] | undefined) ?? []))
      })
      for (const options of given) {
        const ttl = ttlOf(options)
        const seconds = ttl && numberOf(ttl.value as Node, constants)
        if (!ttl || seconds === undefined || seconds < YEARS) continue
        yield {
          at: { file: file.path, line: lineAt(text, ttl.start) },
          certainty: 'certain',
          message: `The session store is given \`ttl\` of ${seconds.toLocaleString('en-US')} seconds, which is ${Math.floor(seconds / (365 * DAY))} years.`,
          help: 'Divide it by 1000, or leave it out: the store then goes by the `maxAge` of the cookie.',
          key: file.path,
        }
      }
    }
  },
})

const ttlOf = (options: Node): Node | undefined =>
  options.type === 'ObjectExpression'
    ? (options.properties as Node[]).find(one => one.type === 'Property' && isNode(one.key) && one.key.name === 'ttl' && isNode(one.value))
    : undefined

/** A number that is written, multiplied or divided out, or the name of one. */
function numberOf(node: Node, constants: ReadonlyMap<string, Node>, depth = 0): number | undefined {
  if (node.type === 'Literal') return typeof node.value === 'number' ? node.value : undefined
  if (node.type === 'Identifier') {
    const named = constants.get(String(node.name))
    return named && depth < 5 ? numberOf(named, constants, depth + 1) : undefined
  }
  if (node.type !== 'BinaryExpression' || !isNode(node.left) || !isNode(node.right)) return undefined
  const [left, right] = [numberOf(node.left, constants, depth), numberOf(node.right, constants, depth)]
  if (left === undefined || right === undefined) return undefined
  return node.operator === '*' ? left * right : node.operator === '/' ? left / right : undefined
}
