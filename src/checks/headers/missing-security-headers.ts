import type { Place } from '#base/place'
import { defineCheck } from '#checks/check'
import type { Route } from '#model/app-model'
import { isEdgeFile } from '#model/read/route'
import type { Source } from '#source/source'

const COMMENTED = /^\s*(?:\/\/|\*|#)\s*(?:(?:const|let|var|import)\s.*\bhelmet\b|\w+\.use\(\s*(?:helmet|lusca)\b|helmet\b)/
const HEADER = 'content-security-policy|x-frame-options|strict-transport-security'
const SERVERS = new Set<string>(['express', 'nest', 'fastify', 'koa', 'hono'])
const MADE = /=\s*(?:await\s+)?(?:express\(\s*\)|NestFactory\.create\b|[Ff]astify\(|new\s+(?:Koa|Hono|OpenAPIHono)\b)/
const BY_HAND = new RegExp(`['"](?:${HEADER})['"]`, 'i')
/** nginx, Apache, Caddy and hosts name a header without quotes. */
const CONFIGURED = new RegExp(`(?:^|\\s)['"]?(?:${HEADER})\\b`, 'im')

export default defineCheck({
  id: 'headers/missing-security-headers',
  title: 'The server answers without the headers that browsers protect visitors by',
  why: 'Browsers guess what an answer is, go on without https when they are led there, and let other sites show your pages in a frame.',
  severity: 'low',
  refs: ['CWE-693', 'CWE-1021'],
  needs: ['routes', 'setups', 'source'],
  *find({ routes, setups, source }) {
    const served = routes.filter(route => SERVERS.has(route.framework) && !route.unreached && !isEdgeFile(route.at.file))
    const pages = served.filter(servesPages)
    const [first] = pages.length > 0 ? pages : served
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
      message: pages.length
        ? `\`${first.method} ${first.path}\`${pages.length > 1 ? ` and ${pages.length - 1} more pages are` : ' is'} served without security headers.`
        : `The ${served.length === 1 ? 'one route' : `${served.length} routes`} of this server answer${served.length === 1 ? 's' : ''} without security headers.`,
      help: pages.length
        ? 'Mount `helmet()` before the routes, and write a content security policy for the scripts that the pages load.'
        : 'Mount `helmet()`, or what your framework has in its place, before the routes.',
      key: 'security headers',
      route: `${first.method} ${first.path}`,
      trail: [{ at: first.at, label: `\`${first.method} ${first.path}\` answers${pages.length ? ' with a page' : ''}` }],
    }
  },
})

const servesPages = (route: Route): boolean =>
  route.effects.some(effect => effect.kind === 'respond' && (effect.how === 'render' || effect.how === 'html'))

const withoutComments = (text: string): string => text.replaceAll(/^\s*(?:\/\/|\*|#).*$/gm, '')

/** The line that would have mounted them; else where the server is made. */
function placeOf(source: Source): Place | undefined {
  const code = source.files.filter(file => file.kind === 'code')
  for (const pattern of [COMMENTED, MADE]) {
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
