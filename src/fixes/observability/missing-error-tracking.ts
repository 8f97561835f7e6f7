import type { Package, Source } from '#source/source'
import { dotted, nameOf, type Node } from '#source/tree'
import { type Code, findNodes, indentAt, openCode, statementAround } from '../code/code.js'
import { importEdits } from '../code/imports.js'
import { defineFix, type Patch } from '../fix.js'
import { errorTrackingInNext } from '../idiom/sentry-next.js'
import { errorTrackingInReact } from '../idiom/sentry-react.js'

const VERSION = '11.12.0'

export default defineFix({
  id: 'observability/missing-error-tracking',
  for: ['observability/missing-error-tracking'],
  title: 'Connects an error tracker',
  *patches({ finding, source }) {
    const own = source.packageOf(finding.at.file)
    if (!own) return
    const patch =
      ('next' in own.dependencies ? errorTrackingInNext(own, source) : undefined) ??
      ('express' in own.dependencies ? inExpress(own, source) : undefined) ??
      errorTrackingInReact(own, source)
    if (patch) yield patch
  },
})

/** https://docs.sentry.io/platforms/javascript/guides/express/ */
function inExpress(own: Package, source: Source): Patch | undefined {
  for (const file of source.files) {
    if (file.kind !== 'code' || !/\bexpress\(\)/.test(file.text()) || source.packageOf(file.path) !== own) continue
    const code = openCode(source, file.path)
    const app =
      code &&
      findNodes(
        code,
        node =>
          node.type === 'VariableDeclarator' &&
          (node.init as Node | null)?.type === 'CallExpression' &&
          nameOf((node.init as Node).callee) === 'express',
      )[0]
    const made = app && statementAround(code, app)
    const last = code && made && endOf(code, made, nameOf(app.id)!)
    const imports = code && importEdits(code, [{ name: 'Sentry', kind: 'namespace', from: '@sentry/node' }])
    // Where they stand in one block, everything that is mounted stands between them.
    const isOneBlock = made && last && code?.parents.get(made) === code?.parents.get(last)
    const handled = code && last && ownHandler(code, last, nameOf(app!.id)!)
    if (!code || !made || !last || !imports || (!isOneBlock && !handled) || made.start > last.start) continue
    const before = handled ?? last
    const { semi, indent } = code.style
    const margin = indentAt(code, made.start)
    const options = [`dsn: process.env.SENTRY_DSN`, `environment: process.env.NODE_ENV`, `release: process.env.RELEASE`]
    const handler = `Sentry.setupExpressErrorHandler(${nameOf(app!.id)})${semi}\n${indentAt(code, before.start)}`
    return {
      title: 'Connect an error tracker',
      says: 'Errors of the server reach Sentry where `SENTRY_DSN` is set, without the data of customers; without it nothing is sent.',
      edits: [
        ...imports,
        {
          file: code.path,
          start: made.start,
          end: made.start,
          text: `Sentry.init({\n${options.map(one => `${margin}${indent}${one},\n`).join('')}${margin}})${semi}\n\n${margin}`,
        },
        { file: code.path, start: before.start, end: before.start, text: handler },
      ],
      files: [],
      dependencies: { '@sentry/node': VERSION },
      environment: { SENTRY_DSN: 'Address of the project in Sentry', RELEASE: 'Commit that is deployed' },
    }
  }
  return undefined
}

/** Where everything is mounted: the app listens, or is given to the file that lets it. */
function endOf(code: Code, made: Node, app: string): Node | undefined {
  const listen = findNodes(code, node => node.type === 'CallExpression' && nameOf(node.callee) === 'listen').at(-1)
  if (listen) return statementAround(code, listen)
  const block = code.parents.get(made)!.body as Node[]
  return block.find(one =>
    new RegExp(`^(?:module\\.exports\\s*=|export default|export\\s*\\{)[^(]*\\b${app}\\b`).test(code.text.slice(one.start, one.end)),
  )
}

/** `app.use((err, req, res, next) => …)` in the block that listens: the tracker has to hear of an error before it is answered. */
function ownHandler(code: Code, listen: Node, app: string): Node | undefined {
  const block = code.parents.get(listen)!.body as Node[]
  return block.find(one => {
    const call = one.type === 'ExpressionStatement' ? (one.expression as Node) : undefined
    const [fn] = (call?.arguments as Node[] | undefined) ?? []
    const isHandler = (fn?.params as Node[] | undefined)?.length === 4 || /error|err_?handler/i.test(nameOf(fn) ?? '')
    return call?.type === 'CallExpression' && dotted(call.callee) === `${app}.use` && isHandler
  })
}
