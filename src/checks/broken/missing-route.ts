import type { Place } from '#base/place'
import { defineCheck } from '#checks/check'
import type { Route } from '#model/app-model'
import { browserFiles } from '#model/env/browser-files'
import type { Source, SourceFile } from '#source/source'

interface Call {
  readonly at: Place
  /** Its parts; `undefined` where the code fills one in. */
  readonly parts: readonly (string | undefined)[]
}

export default defineCheck({
  id: 'broken/missing-route',
  title: 'The browser calls an address that no route answers',
  why: 'The button does nothing, or says that something went wrong, for every customer who presses it.',
  severity: 'medium',
  refs: ['CWE-840'],
  needs: ['routes', 'source', 'gaps'],
  *find({ routes, source, gaps }) {
    if (gaps.some(gap => gap.hides.includes('routes')) || isHandedOn(source)) return
    const paths = routes.filter(route => route.kind !== 'edge-function' && route.method !== 'ACTION').map(partsOf)
    const calls = [...browserFiles(source)].flatMap(path => callsIn(source.file(path)))
    const lost = calls.filter(call => !paths.some(path => fits(path, call.parts)))
    // Where few are answered, it is another server that most of them are for.
    if (calls.length - lost.length < Math.max(2, lost.length * 3)) return
    const said = new Set<string>()
    for (const { at, parts } of lost) {
      const address = `/${parts.map(part => part ?? '…').join('/')}`
      if (said.has(address)) continue
      said.add(address)
      yield {
        at,
        certainty: 'likely',
        message: `\`${at.file}\` calls \`${address}\`, and no route of the app answers there.`,
        help: 'Write the route, or call the one that is meant.',
        key: address,
      }
    }
  },
})

const CALLS =
  /\b(?:fetch|axios(?:\.(?:get|post|put|patch|delete))?|apiRequest|useSWR|ky(?:\.(?:get|post|put|patch|delete))?)\s*(?:<[^>()]*>)?\(\s*(?:['"](?:GET|POST|PUT|PATCH|DELETE)['"]\s*,\s*)?(['"`])\/(api\/(?:(?!\1)[^\n])*)\1/g

function callsIn(file: SourceFile | undefined): Call[] {
  const text = file?.text() ?? ''
  return [...text.matchAll(CALLS)].flatMap(match => {
    const parts = match[2]!
      .replaceAll(/\$\{[^{}]*\}/g, '\0')
      .replace(/[?#].*$/, '')
      .replace(/\/$/, '')
      .split('/')
    // What is put in beside other text may be a query, or several parts.
    if (parts.some(part => part.includes('\0') && part !== '\0') || /\$\{/.test(parts.join('/'))) return []
    const line = text.slice(0, match.index).split('\n').length
    return [{ at: { file: file!.path, line }, parts: parts.map(part => (part === '\0' ? undefined : part)) }]
  })
}

const partsOf = (route: Route): string[] => route.path.replace(/^\/|\/$/g, '').split('/')

function fits(path: readonly string[], call: readonly (string | undefined)[]): boolean {
  for (const [index, part] of path.entries()) {
    if (/[*{(]/.test(part)) return true
    const asked = call[index]
    if (index >= call.length) return /\?$/.test(part) && index === path.length - 1
    if (asked !== undefined && !part.startsWith(':') && part.toLowerCase() !== asked.toLowerCase()) return false
  }
  return path.length === call.length
}

/** A setting hands addresses on to somewhere that is not read. */
const isHandedOn = (source: Source): boolean =>
  source.files.some(
    file =>
      (/(?:^|\/)(?:next\.config\.[cm]?[jt]s|vercel\.json|netlify\.toml|_redirects|vite\.config\.[cm]?[jt]s)$/.test(file.path) &&
        /rewrites|["']destination["']\s*:\s*["'](?:https?:|\$)|\/api\/[^\n]*(?:https?:\/\/(?!localhost|127)|200!?\s*$)|\/\.netlify\/functions/.test(
          file.text(),
        )) ||
      /(?:^|\/)netlify\/functions\//.test(file.path),
  )
