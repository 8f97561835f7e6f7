import type { Package, Source } from '#source/source'
import { quoted, styleOf } from '../code/style.js'
import type { Patch } from '../fix.js'

const VERSION = '10.75.3'

/** https://docs.sentry.io/platforms/javascript/guides/nextjs/manual-setup/ */
export function errorTrackingInNext(own: Package, source: Source): Patch | undefined {
  const range = own.dependencies.next ?? ''
  const [major] = /\d+/.exec(range) ?? []
  // Before 15 nothing tells of errors of a request.
  if (!major || Number(major) < 15) return undefined
  const folder = own.folder ? `${own.folder}/` : ''
  const files = source.files.filter(file => source.packageOf(file.path) === own)
  if (files.some(file => /(?:^|\/)instrumentation\.[jt]s$/.test(file.path))) return undefined
  const inSource = files.some(file => new RegExp(`^${folder}src/(?:app|pages)/`).test(file.path))
  const isTyped = files.some(file => file.path === `${folder}tsconfig.json`)
  const example = files.find(file => file.kind === 'code' && /\/(?:layout|_app|route)\.[jt]sx?$/.test(file.path))
  const style = styleOf(example?.text() ?? '')
  const { indent, semi } = style
  const text = [
    `import * as Sentry from ${quoted(style, '@sentry/nextjs')}${semi}`,
    '',
    'export function register() {',
    `${indent}Sentry.init({`,
    `${indent}${indent}dsn: process.env.SENTRY_DSN,`,
    `${indent}${indent}environment: process.env.NODE_ENV,`,
    `${indent}${indent}release: process.env.RELEASE,`,
    `${indent}})${semi}`,
    '}',
    '',
    `export const onRequestError = Sentry.captureRequestError${semi}`,
    '',
  ]
  return {
    title: 'Connect an error tracker',
    says: 'Errors of the server reach Sentry where `SENTRY_DSN` is set, without the data of customers; without it nothing is sent.',
    edits: [],
    files: [{ file: `${folder}${inSource ? 'src/' : ''}instrumentation.${isTyped ? 'ts' : 'js'}`, text: text.join('\n') }],
    dependencies: { '@sentry/nextjs': VERSION },
    environment: { SENTRY_DSN: 'Address of the project in Sentry', RELEASE: 'Commit that is deployed' },
  }
}
