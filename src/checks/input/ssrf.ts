import { defineCheck } from '#checks/check'
import { chosenHost, isOwnHost } from '#model/read/address'
import { isStaffGuard, nameOf, trailTo } from '#model/read/route'
import { spelled } from '#model/read/terms'
import type { Source } from '#source/source'

export default defineCheck({
  id: 'input/ssrf',
  title: 'The server fetches an address that the request names',
  why: 'Anyone can make your server read what only it may reach: the cloud’s own keys, databases and internal pages.',
  severity: 'high',
  refs: ['CWE-918', 'OWASP-API7:2023'],
  needs: ['routes', 'source'],
  *find({ routes, source }) {
    for (const route of routes) {
      if (route.unreached) continue
      const told = new Set<string>()
      for (const effect of route.effects) {
        if (effect.kind !== 'send' || effect.service !== 'http' || effect.input.kind !== 'object') continue
        const url = effect.input.entries.find(([key]) => key === 'url')?.[1]
        const host = url && chosenHost(url)
        if (!host || isOwnHost(host) || host.from === 'client' || host.from === 'cookies') continue
        if ([effect.at, ...effect.trail.map(step => step.at)].some(at => asksWhere(source, at.file))) continue
        const name = nameOf(route)
        if (told.has(spelled(host))) continue
        told.add(spelled(host))
        yield {
          at: effect.at,
          certainty: 'certain',
          // A function of a platform has no neighbours that only it can reach; staff may be trusted to name a page.
          severity: route.kind === 'edge-function' || effect.guards.some(isStaffGuard) ? 'medium' : 'high',
          message: `\`${name}\` fetches the address in \`${spelled(host)}\`, whichever server it leads to.`,
          help: 'Compare the host with a list of those that are meant, and refuse private addresses and redirects.',
          key: `${name} ${spelled(host)}`,
          route: name,
          trail: trailTo(route, [effect], 'fetched here'),
        }
      }
    }
  },
})

/** The name is looked up before, and an address of one's own network refused: that is the whole of the protection. */
function asksWhere(source: Source, file: string): boolean {
  const text = source.file(file)?.text() ?? ''
  return (
    /["'](?:node:)?dns(?:\/promises)?["']/.test(text) &&
    /\b(?:lookup|resolve4|resolve)\(/.test(text) &&
    /169\\?\.254|192\\?\.168|ipaddr|is(?:Private|Public|Internal)\w*\(/i.test(text)
  )
}
