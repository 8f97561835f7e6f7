import type { Severity } from '#base/certainty'
import { defineCheck } from '#checks/check'
import type { Effect, Route, Setup } from '#model/app-model'
import { byCookie, type CorsSetup, corsOf } from '#model/read/origins-allowed'
import { isMachine, nameOf } from '#model/read/route'

export default defineCheck({
  id: 'cors/permissive-origin',
  title: 'Any website may call the API and read what it answers',
  why: 'A page that your customer happens to open can read their data, or act, in their name.',
  severity: 'medium',
  refs: ['CWE-942', 'CWE-346', 'OWASP-API8:2023'],
  needs: ['routes', 'setups'],
  *find({ routes, setups }) {
    const cookies = setups.some(setup => setup.what === 'session') || routes.some(byCookie)
    for (const setup of setups) {
      if (setup.what !== 'cors' || !setup.reached) continue
      const cors = corsOf(setup, routes)
      const severity = severityOf(setup, cors, cookies)
      if (!severity) continue
      const example = cors.routes.find(acts) ?? cors.routes[0]
      yield {
        at: setup.at,
        certainty: cors.allowed === 'reflected' ? 'certain' : 'likely',
        severity,
        message: `${example ? `\`${nameOf(example)}\`${cors.routes.length > 1 ? ` and ${cors.routes.length - 1} more answer` : ' answers'}` : `\`${setup.at.file}\` answers`} ${cors.allowed === 'star' ? 'every website' : `whichever website asks${cors.credentials ? ', with credentials' : ''}`}.`,
        help: 'Name the sites that are yours, compare the `Origin` header with that list, and answer others without the header.',
        key: `${setup.at.file} ${cors.allowed}`,
        ...(example ? { route: nameOf(example) } : {}),
        trail: cors.routes.slice(0, 8).map(route => ({ at: route.at, label: `\`${nameOf(route)}\`` })),
      }
    }
  },
})

/** What a browser lets another site do with it; nothing where what is read is for everybody. */
function severityOf(setup: Setup, cors: CorsSetup, cookies: boolean): Severity | undefined {
  if (cors.allowed === 'fixed') return undefined
  const open = cors.routes.filter(route => !isMachine(route))
  if (cors.allowed === 'reflected' && cors.credentials) return (open.some(byCookie) || (cookies && setup.library !== 'header')) ? 'high' : 'medium'
  // Without credentials only what needs none can be read, and what is for everybody may be read by everybody.
  return open.some(acts) || (setup.library !== 'header' && open.length > 0) ? 'low' : undefined
}

const acts = (route: Route): boolean => !isMachine(route) && route.kind !== 'page' && route.effects.some(isAct)

function isAct(effect: Effect): boolean {
  if (effect.kind === 'query') return effect.does !== 'read' && !/rate|limit|log|view|event/i.test(effect.table ?? 'rate')
  return effect.kind === 'send' ? effect.service === 'stripe' || effect.service === 'mail' || effect.service === 'ai' || (effect.service === 'auth' && effect.operation.startsWith('admin.')) : effect.kind === 'session' && effect.does === 'create'
}
