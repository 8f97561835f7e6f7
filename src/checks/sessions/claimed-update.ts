import { defineCheck } from '#checks/check'
import type { SourceFile } from '#source/source'
import { dotted, isNode, lineAt, type Node, treeOf, walkTree } from '#source/tree'
import { isTest } from '../secrets/where.js'

/** What decides about rights, in a token of Auth.js. */
const RIGHTS =
  /^(?:role|roles|is_?admin|admin|permissions?|is_?staff|user_?type|account_?type|id|sub|user_?id|tenant_?id|org(?:anization)?_?id)$/i
/** What has to be paid for. */
const PAID = /^(?:plan|tier|subscription\w*|is_?(?:pro|premium|paid|subscribed)|credits|balance|verified|is_?verified)$/i

export default defineCheck({
  id: 'sessions/claimed-update',
  title: 'The browser says what its own session holds',
  why: 'Whoever calls `update()` in the console of the browser with another role has it until the session ends.',
  severity: 'critical',
  // https://authjs.dev/getting-started/session-management/protecting#updating-session-data
  refs: ['CWE-269', 'CWE-639', 'OWASP-API5:2023'],
  needs: ['source'],
  *find({ source }) {
    for (const file of source.files) {
      if (file.kind !== 'code' || isTest(file.path)) continue
      const text = file.text()
      if (!/\bjwt\b/.test(text) || !/\btrigger\b/.test(text) || !/['"]update['"]/.test(text)) continue
      const taken = takenIn(file)
      const worst = taken.find(({ field }) => field === undefined || RIGHTS.test(field)) ?? taken[0]
      if (!worst) continue
      const isRight = worst.field === undefined || RIGHTS.test(worst.field)
      yield {
        at: { file: file.path, line: worst.line },
        certainty: 'certain',
        severity: isRight ? 'critical' : 'high',
        message: `\`${file.path}\` takes ${worst.field === undefined ? 'whatever the browser sends' : `\`${worst.field}\``} into the session's token when the browser calls \`update()\`.`,
        help: 'Read it from the database again in that case, by the id in the token, and take nothing but names and pictures from `session`.',
        key: file.path,
        trail: taken.filter(one => one !== worst).map(one => ({ at: { file: file.path, line: one.line }, label: 'taken in the same way' })),
      }
    }
  },
})

interface Taken {
  /** `undefined`: all of it. */
  readonly field: string | undefined
  readonly line: number
}

/** In `jwt({ token, trigger, session })`: what of `session`, which the browser wrote, goes into the token. */
function takenIn(file: SourceFile): readonly Taken[] {
  const found: Taken[] = []
  walkTree(treeOf(file), node => {
    const names = isFunction(node) ? handed(node) : undefined
    if (!names || !isNode(node.body)) return
    const { token, session } = names
    const isSession = (value: unknown): boolean => isNode(value) && new RegExp(`^${session}(?:[.?]|$)`).test(dotted(plain(value)) ?? '')
    const at = (one: Node): number => lineAt(file.text(), one.start)
    walkTree(node.body, one => {
      if (one.type === 'AssignmentExpression' && isNode(one.left) && isSession(one.right)) {
        const field = new RegExp(`^${token}\\.(?:user\\.)?(\\w+)$`).exec(dotted(one.left) ?? '')?.[1]
        if (field === 'user') found.push({ field: undefined, line: at(one) })
        else if (field !== undefined && (RIGHTS.test(field) || PAID.test(field))) found.push({ field, line: at(one) })
      }
      if (one.type === 'SpreadElement' && isSession(one.argument)) found.push({ field: undefined, line: at(one) })
      if (one.type === 'CallExpression' && isNode(one.callee) && dotted(one.callee) === 'Object.assign')
        if ((one.arguments as Node[]).some(isSession)) found.push({ field: undefined, line: at(one) })
    })
  })
  return found
}

const isFunction = ({ type }: Node): boolean => /^(?:ArrowFunctionExpression|FunctionExpression|FunctionDeclaration)$/.test(type)

/** `session.user!.role`, `session?.user as User` without what only the compiler reads. */
function plain(node: Node): Node {
  const inner = /^(?:TSAsExpression|TSNonNullExpression|TSSatisfiesExpression|ChainExpression|ParenthesizedExpression)$/.test(node.type)
    ? node.expression
    : undefined
  return isNode(inner) ? plain(inner) : node
}

/** The names under which the callback has the token and what the browser sent; `undefined` for other functions. */
function handed({ params }: Node): { readonly token: string; readonly session: string } | undefined {
  const [first] = (params ?? []) as Node[]
  if (first?.type !== 'ObjectPattern') return undefined
  const names = new Map<string, string>()
  for (const one of first.properties as Node[])
    if (one.type === 'Property' && isNode(one.key) && isNode(one.value) && one.value.type === 'Identifier')
      names.set(String(one.key.name), String(one.value.name))
  const [token, session] = [names.get('token'), names.get('session')]
  return token !== undefined && session !== undefined && names.has('trigger') ? { token, session } : undefined
}
