import { defineCheck, type Problem } from '#checks/check'
import type { Source } from '#source/source'

export default defineCheck({
  id: 'broken/unreached-middleware',
  title: 'A check stands where no request passes',
  why: 'The code looks guarded, and the guard never runs.',
  severity: 'high',
  refs: ['CWE-862', 'CWE-561'],
  needs: ['setups', 'source'],
  *find({ setups, source }) {
    for (const setup of setups) {
      // What a function would mount that nobody calls is not misplaced: the routes beside it are missing as well.
      if (setup.reached || setup.uncalled || (setup.what !== 'error-handler' && setup.what !== 'auth')) continue
      const isError = setup.what === 'error-handler'
      yield {
        at: setup.at,
        certainty: 'certain',
        severity: isError ? 'medium' : 'high',
        message: isError
          ? 'The error handler given to `app.use` stands before the routes, so no error of theirs reaches it.'
          : 'What `app.use` is given here refuses strangers, and stands after all routes, so that it never runs for them.',
        help: isError ? 'Move the error handler below all routes.' : 'Move it above the routes that it guards.',
        key: `${setup.what} ${setup.at.file}`,
      }
    }
    yield* unmatched(source)
    yield* misplaced(source)
  },
})

const MIDDLEWARE = /(^|\/)(?:src\/)?(?:middleware|proxy)\.[jt]s$/

/** Next.js runs a middleware only for what its matcher names. https://nextjs.org/docs/app/api-reference/file-conventions/middleware#matcher */
function* unmatched(source: Source): Iterable<Problem> {
  for (const file of source.files) {
    if (!MIDDLEWARE.test(file.path) || !usesNext(source, file.path)) continue
    const text = file.text()
    const matchers = matchersIn(text)
    if (!matchers.length) continue
    for (const [index, line] of text.split('\n').entries()) {
      for (const [, prefix] of line.matchAll(/\bif\b.*?(?:pathname|path|url)\w*\??\.startsWith\(\s*['"](\/[\w/-]+)['"]/gi)) {
        if (!prefix || matchers.some(matcher => mayMatch(matcher, prefix))) continue
        yield {
          at: { file: file.path, line: lineOfMatcher(text) },
          certainty: 'certain',
          severity: /admin|api|account|dashboard|protected|internal/i.test(prefix) ? 'high' : 'medium',
          message: `The middleware asks about \`${prefix}\`, and its matcher never lets it see such a request.`,
          help: `Add \`${prefix}/:path*\` to the matcher, and check the caller in the handlers as well.`,
          key: `${file.path} ${prefix}`,
          trail: [{ at: { file: file.path, line: index + 1 }, label: 'asked here' }],
        }
      }
    }
  }
}

/** Next.js looks for one file only, beside `app` or `pages`. */
function* misplaced(source: Source): Iterable<Problem> {
  for (const file of source.files) {
    const match = /^(.*?)(src\/)?((?:[\w()-]+\/)*)(middleware|proxy)\.[jt]s$/.exec(file.path)
    if (
      !match ||
      !/export\s+(?:default\s+)?(?:async\s+)?(?:function|const)\s*\w*/.test(file.text()) ||
      !/NextResponse|NextRequest|next\/server|authMiddleware|clerkMiddleware|withAuth/.test(file.text()) ||
      !/export\s+const\s+config|matcher/.test(file.text())
    )
      continue
    const folder = file.path.slice(0, file.path.lastIndexOf('/') + 1)
    const root = rootOf(source, file.path)
    if (root === undefined || folder === root) continue
    // Only where it was meant to be the app's own: inside `app`, or beside `src` when the app is in it.
    if (!/(?:^|\/)(?:app|pages)\/$/.test(folder) && folder + 'src/' !== root) continue
    if (source.files.some(other => other.path === `${root}${match[4]}.ts` || other.path === `${root}${match[4]}.js`)) continue
    yield {
      at: { file: file.path, line: 1 },
      certainty: 'certain',
      message: `Next.js never runs \`${file.path}\`: it looks for the file beside \`app\`.`,
      help: `Move it to \`${root}${match[4]}.ts\`.`,
      key: file.path,
    }
  }
}

/** The folder in which `app` or `pages` stands. */
function rootOf(source: Source, path: string): string | undefined {
  if (!usesNext(source, path)) return undefined
  const roots = source.files.flatMap(
    file => /^((?:.*\/)?)(?:app\/(?:.*\/)?(?:page|layout)\.[jt]sx?|pages\/(?:_app|index)\.[jt]sx?)$/.exec(file.path)?.[1] ?? [],
  )
  const own = roots.filter(root => path.startsWith(root.replace(/src\/$/, '')))
  return own.toSorted((a, b) => a.length - b.length)[0]
}

const usesNext = (source: Source, path: string): boolean =>
  source.packages.some(
    item =>
      ('next' in item.dependencies || 'next' in item.devDependencies) &&
      (item.folder === '' || item.folder === '.' || path.startsWith(`${item.folder}/`)),
  )

function matchersIn(text: string): string[] {
  const config =
    /export\s+const\s+config\s*(?::[^=]+)?=\s*\{([\s\S]*?)\n\}/.exec(text)?.[1] ??
    /export\s+const\s+config\s*=\s*\{(.*?)\}\s*;?\s*$/m.exec(text)?.[1]
  if (!config || !/matcher/.test(config)) return []
  const matcher = config
    .slice(config.indexOf('matcher'))
    .replaceAll(/\/\/.*$|\/\*[\s\S]*?\*\//gm, match =>
      match.startsWith('//') && !match.includes("'") && !match.includes('"') ? '' : match.startsWith('/*') ? '' : match,
    )
  return [...matcher.matchAll(/['"`](\/[^'"`]*)['"`]/g)].map(match => match[1]!)
}

const lineOfMatcher = (text: string): number => text.split('\n').findIndex(line => /^\s*matcher\s*:|\bmatcher\s*:/.test(line)) + 1

/** Whether a matcher may let a path below a prefix through; what is not plain may match anything. */
function mayMatch(matcher: string, prefix: string): boolean {
  if (/\(\?|\(\.|\[/.test(matcher)) return true
  const [a, b] = [matcher.split('/'), prefix.split('/')]
  return b.every((part, index) => {
    const want = a[index]
    return want === undefined
      ? /[*+]$/.test(a.at(-1) ?? '')
      : want.startsWith(':') || want.startsWith('(') || want === part || want.includes('*')
  })
}
