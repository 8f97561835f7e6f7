import type { Package, Source } from '#source/source'
import { nameOf, type Node } from '#source/tree'
import { findNodes, indentAt, openCode, statementAround } from '../code/code.js'
import { importEdits } from '../code/imports.js'
import type { Patch } from '../fix.js'

const VERSION = '11.12.0'

/** https://docs.sentry.io/platforms/javascript/guides/react/ */
export function errorTrackingInReact(own: Package, source: Source): Patch | undefined {
  if (!('react' in own.dependencies) || !('vite' in own.dependencies || 'vite' in own.devDependencies)) return undefined
  for (const file of source.files) {
    if (file.kind !== 'code' || source.packageOf(file.path) !== own || !/createRoot\(/.test(file.text())) continue
    const code = openCode(source, file.path)
    const call = code && findNodes(code, node => node.type === 'CallExpression' && nameOf(node.callee) === 'createRoot')[0]
    const statement = call && statementAround(code, call)
    const imports = code && importEdits(code, [{ name: 'Sentry', kind: 'namespace', from: '@sentry/react' }])
    if (!code || !statement || !imports || (code.parents.get(statement) as Node).type !== 'Program') continue
    const { indent, semi } = code.style
    const margin = indentAt(code, statement.start)
    const options = ['dsn: import.meta.env.VITE_SENTRY_DSN', 'environment: import.meta.env.MODE']
    return {
      title: 'Connect an error tracker',
      says: 'Errors of the pages reach Sentry where `VITE_SENTRY_DSN` is set, without the data of customers; without it nothing is sent.',
      edits: [
        ...imports,
        {
          file: code.path,
          start: statement.start,
          end: statement.start,
          text: `Sentry.init({\n${options.map(one => `${indent}${one},\n`).join('')}})${semi}\n\n${margin}`,
        },
      ],
      files: [],
      dependencies: { '@sentry/react': VERSION },
      environment: { VITE_SENTRY_DSN: 'Address of the project in Sentry; it may be public' },
    }
  }
  return undefined
}
