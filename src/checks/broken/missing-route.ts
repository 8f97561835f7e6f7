import { defineCheck } from '#checks/check'
import type { Route } from '#model/app-model'
import { browserFiles } from '#model/env/browser-files'
import type { Source } from '#source/source'
import { callsOf } from './browser-calls.js'

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
    const calls = callsOf([...browserFiles(source)].flatMap(path => source.file(path) ?? []))
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
