import type { Place } from '#base/place'
import { defineCheck } from '#checks/check'
import type { Route } from '#model/app-model'
import type { Source } from '#source/source'

const COMMENTED = /^\s*(?:\/\/|\*|#)\s*(?:(?:const|let|var|import)\s.*\bhelmet\b|\w+\.use\(\s*(?:helmet|lusca)\b|helmet\b)/
const HEADER = 'content-security-policy|x-frame-options|strict-transport-security'
const BY_HAND = new RegExp(`['"](?:${HEADER})['"]`, 'i')
/** nginx, Apache, Caddy and hosts name a header without quotes. */
const CONFIGURED = new RegExp(`(?:^|\\s)['"]?(?:${HEADER})\\b`, 'im')

export default defineCheck({
  id: 'headers/missing-security-headers',
  title: 'Pages are served without the headers that browsers protect visitors by',
  why: 'Another site can show your pages in a frame and have your customers click in it, and one injected script has the whole page.',
  severity: 'low',
  refs: ['CWE-693', 'CWE-1021'],
  needs: ['routes', 'setups', 'source'],
  *find({ routes, setups, source }) {
    const pages = routes.filter(route => route.framework === 'express' && !route.unreached && servesPages(route))
    const [first] = pages
    if (
      !first ||
      setups.some(setup => setup.what === 'headers') ||
      source.files.some(
        file =>
          (file.kind === 'code' && BY_HAND.test(withoutComments(file.text()))) ||
          (/nginx|\.conf$|netlify|vercel\.json$|_headers$|Caddyfile$|\.htaccess$/.test(file.path) &&
            CONFIGURED.test(withoutComments(file.text()))),
      )
    )
      return
    yield {
      at: placeOf(source) ?? first.at,
      certainty: 'certain',
      severity: 'low',
      message: `\`${first.method} ${first.path}\`${pages.length > 1 ? ` and ${pages.length - 1} more pages are` : ' is'} served without security headers.`,
      help: 'Mount `helmet()` before the routes, and write a content security policy for the scripts that the pages load.',
      key: 'security headers',
      route: `${first.method} ${first.path}`,
      trail: [{ at: first.at, label: `\`${first.method} ${first.path}\` answers with a page` }],
    }
  },
})

const servesPages = (route: Route): boolean =>
  route.effects.some(effect => effect.kind === 'respond' && (effect.how === 'render' || effect.how === 'html'))

const withoutComments = (text: string): string => text.replaceAll(/^\s*(?:\/\/|\*|#).*$/gm, '')

/** The line that would have mounted them; else where the server is made. */
function placeOf(source: Source): Place | undefined {
  const code = source.files.filter(file => file.kind === 'code')
  for (const pattern of [COMMENTED, /=\s*express\(\s*\)/]) {
    for (const file of code) {
      const index = file
        .text()
        .split('\n')
        .findIndex(line => pattern.test(line))
      if (index !== -1) return { file: file.path, line: index + 1 }
    }
  }
  return undefined
}
