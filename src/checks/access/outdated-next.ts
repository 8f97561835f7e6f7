import type { Severity } from '#base/certainty'
import { defineCheck } from '#checks/check'
import type { Route } from '#model/app-model'
import { nameOf } from '#model/read/route'
import type { Package, Source } from '#source/source'
import { lineAt } from '#source/tree'

/** A hole that a released version of Next.js has, and that anybody on the internet can use. */
interface Advisory {
  readonly id: string
  readonly severity: Severity
  /** The version that ended it in the line of a release; nothing where that line has not got it. */
  readonly fixedIn: (major: number, minor: number) => string | undefined
  /** What it lets people do to this app; nothing where the app gives no opportunity. */
  readonly opens: (app: { readonly own: Package; readonly routes: readonly Route[]; readonly source: Source }) => string | undefined
}

/** https://react.dev/blog/2025/12/03/critical-security-vulnerability-in-react-server-components */
const RUNS_REQUESTS: Readonly<Record<string, string>> = {
  '15.0': '15.0.5',
  '15.1': '15.1.9',
  '15.2': '15.2.6',
  '15.3': '15.3.6',
  '15.4': '15.4.8',
  '15.5': '15.5.7',
  '16.0': '16.0.7',
}
/** https://github.com/vercel/next.js/security/advisories/GHSA-f82v-jwr5-mffw */
const SKIPS_MIDDLEWARE: Readonly<Record<number, string>> = { 11: '12.3.5', 12: '12.3.5', 13: '13.5.9', 14: '14.2.25', 15: '15.2.3' }

const ADVISORIES: readonly Advisory[] = [
  {
    id: 'CVE-2025-55182',
    severity: 'critical',
    fixedIn: (major, minor) => RUNS_REQUESTS[`${major}.${minor}`],
    opens: ({ own, source }) =>
      source.files.some(
        file => isUnder(file.path, own) && /^(?:src\/)?app\/(?:.*\/)?(?:page|route|layout)\.[jt]sx?$/.test(inside(file.path, own)),
      )
        ? 'one request of a stranger runs code on the server'
        : undefined,
  },
  {
    id: 'CVE-2025-29927',
    severity: 'high',
    fixedIn: major => SKIPS_MIDDLEWARE[major],
    opens: ({ own, routes }) => {
      const [first, ...others] = routes.filter(route => isUnder(route.at.file, own) && !route.unreached && onlyByMiddleware(route))
      return (
        first &&
        `one header skips the middleware, and nothing else guards \`${nameOf(first)}\`${others.length > 0 ? ` and ${others.length} more` : ''}`
      )
    },
  },
]

export default defineCheck({
  id: 'access/outdated-next',
  title: 'The version of Next.js has a hole that anyone can use',
  why: 'Programs try it on every site that they find: they take the keys of the server, or walk past its guards.',
  severity: 'critical',
  refs: ['CWE-1395', 'OWASP-A06:2021'],
  needs: ['routes', 'source'],
  *find({ routes, source }) {
    for (const own of source.packages) {
      const version = own.dependencies['next'] ?? own.devDependencies['next']
      // A range says nothing of what is installed.
      const [, major, minor] = /^(\d+)\.(\d+)\.\d+/.exec(version ?? '') ?? []
      if (!version || !major || !minor) continue
      for (const { id, severity, fixedIn, opens } of ADVISORIES) {
        const fixed = fixedIn(Number(major), Number(minor))
        const opened = fixed && isBefore(version, fixed) ? opens({ own, routes, source }) : undefined
        if (!fixed || !opened) continue
        const path = own.folder ? `${own.folder}/package.json` : 'package.json'
        const text = source.file(path)?.text() ?? ''
        yield {
          at: { file: path, line: lineAt(text, Math.max(0, text.search(/"next"\s*:/))) },
          certainty: 'certain',
          severity,
          message: `\`next@${version}\` has ${id}: ${opened}.`,
          help: `Install \`next@${fixed}\` or later, and deploy.${severity === 'critical' ? ' Make new keys: whoever came by may have read them.' : ''}`,
          key: `${path} ${id}`,
        }
      }
    }
  },
})

const isUnder = (path: string, { folder }: Package): boolean => folder === '' || path.startsWith(`${folder}/`)
const inside = (path: string, { folder }: Package): string => (folder ? path.slice(folder.length + 1) : path)

/** Whoever gets past the middleware is asked by nobody, and rows are behind it. What a page shows may be for everybody. */
const onlyByMiddleware = ({ guards, tables, kind }: Route): boolean => {
  const asking = guards.filter(guard => ['session', 'role', 'owner'].includes(guard.kind))
  return (
    kind === 'http' &&
    tables.length > 0 &&
    asking.length > 0 &&
    asking.every(guard => /(?:^|\/)middleware\.[cm]?[jt]s$/.test(guard.at.file))
  )
}

/** Of two versions of one release line; what comes before a release (`15.4.0-canary.47`) comes before its repairs. */
function isBefore(version: string, fixed: string): boolean {
  const [a, b] = [version, fixed].map(one => one.split(/[.-]/).slice(0, 3).map(Number)) as [number[], number[]]
  for (const [index, part] of a.entries()) if (part !== b[index]) return part < b[index]!
  return false
}
