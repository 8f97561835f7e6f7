import { nameOf, type Node } from '#source/tree'
import { findNodes, indentAt, openCode, statementAround } from '../code/code.js'
import { importEdits } from '../code/imports.js'
import { defineFix } from '../fix.js'

const MADE = /\bexpress\(\)|\bNestFactory\.create\b/
/** Pages that are files: a build of the frontend, documentation. */
const SERVES_FILES = /\bexpress\.static\b|\bsendFile\b|\buseStaticAssets\b|\bServeStaticModule\b|\bSwaggerModule\b|\bswagger-ui/

export default defineFix({
  id: 'headers/missing-security-headers',
  for: ['headers/missing-security-headers'],
  title: 'Sends security headers with every answer',
  *patches({ source, finding, model }) {
    const code = [finding.at.file, ...source.files.filter(file => file.kind === 'code' && MADE.test(file.text())).map(file => file.path)]
      .map(path => openCode(source, path))
      .find(one => one && findNodes(one, makesServer).length > 0)
    const made = code && findNodes(code, makesServer)[0]
    const statement = made && statementAround(code, made)
    const imports = code && importEdits(code, [{ name: 'helmet', kind: 'default', from: 'helmet' }])
    if (!code || !made || !statement || !imports) return
    const pages = model.routes.some(route =>
      route.effects.some(one => one.kind === 'respond' && (one.how === 'render' || one.how === 'html')),
    )
    const options = [
      // A policy for scripts has to know the scripts: without looking at the pages it would break them. An API has no scripts.
      ...(pages || source.files.some(file => file.kind === 'code' && SERVES_FILES.test(file.text()))
        ? ['contentSecurityPolicy: false']
        : []),
      // Pictures of this server stand in pages of another one.
      ...(model.setups.some(setup => setup.what === 'cors') ? ["crossOriginResourcePolicy: { policy: 'cross-origin' }"] : []),
    ]
    const call = `helmet(${options.length > 0 ? `{ ${options.join(', ')} }` : ''})`
    const text = `\n${indentAt(code, statement.start)}${nameOf(made.id)}.use(${call})${code.style.semi}`
    const end = statement.end + /^[ \t]*(?:\/\/[^\n]*)?/.exec(code.text.slice(statement.end))![0].trimEnd().length
    yield {
      title: 'Send security headers with every answer',
      says: `Browsers are told not to guess types, not to show the app in a frame of another site, and to stay on https.${pages ? ' A policy for scripts is still to be written.' : ''}`,
      edits: [...imports, { file: code.path, start: end, end, text }],
      files: [],
      dependencies: { helmet: '8.3.0' },
    }
  },
})

/** `const app = express()`, or Nest on Express. */
function makesServer(node: Node): boolean {
  if (node.type !== 'VariableDeclarator' || nameOf(node.id) === undefined) return false
  const init = node.init as Node | null
  const call = init?.type === 'AwaitExpression' ? (init.argument as Node) : init
  if (call?.type !== 'CallExpression') return false
  const callee = call.callee as Node
  if (nameOf(callee) === 'express') return true
  const [, adapter] = call.arguments as readonly Node[]
  return (
    callee.type === 'MemberExpression' &&
    nameOf(callee.object) === 'NestFactory' &&
    nameOf(callee.property) === 'create' &&
    adapter?.type !== 'NewExpression'
  )
}
