import type { Severity } from '#base/certainty'
import { defineCheck } from '#checks/check'
import type { Effect, Route, Setup } from '#model/app-model'
import { byCookie, type CorsSetup, corsOf } from '#model/read/origins-allowed'
import { isMachine, nameOf } from '#model/read/route'

interface Case {
  readonly setup: Setup
  readonly cors: CorsSetup
  readonly severity: Severity
}

export default defineCheck({
  id: 'cors/permissive-origin',
  title: 'Any website may call the API and read what it answers',
  why: 'A page that your customer happens to open can read their data, or act, in their name.',
  severity: 'medium',
  refs: ['CWE-942', 'CWE-346', 'OWASP-API8:2023'],
  needs: ['routes', 'setups'],
  *find({ routes, setups }) {
    const cookies = setups.some(setup => setup.what === 'session') || routes.some(byCookie)
    const cases = setups.flatMap((setup): Case[] => {
      const cors = setup.what === 'cors' && setup.reached ? corsOf(setup, routes) : undefined
      const severity = cors && severityOf(cors, setup, cookies)
      return severity ? [{ setup, cors, severity }] : []
    })
    // The same star in front of every function is one habit.
    const stars = cases.filter(one => one.severity === 'low')
    for (const group of [...(stars.length ? [stars] : []), ...cases.filter(one => one.severity !== 'low').map(one => [one])]) {
      const { setup, cors, severity } = group[0]!
      const covered = [...new Set(group.flatMap(one => one.cors.routes))]
      const example = covered.find(acts) ?? covered[0]
      yield {
        at: setup.at,
        certainty: cors.allowed === 'reflected' ? 'certain' : 'likely',
        severity,
        message: `${example ? `\`${nameOf(example)}\`${covered.length > 1 ? ` and ${covered.length - 1} more answer` : ' answers'}` : `\`${setup.at.file}\` answers`} ${cors.allowed === 'star' ? 'every website' : `whichever website asks${cors.credentials ? ', with credentials' : ''}`}.`,
        help: 'Name the sites that are yours, compare the `Origin` header with that list, and answer others without the header.',
        key: group === stars ? 'every website' : setup.at.file,
        ...(example ? { route: nameOf(example) } : {}),
        trail: [
          ...group.slice(0, 30).map(one => ({ at: one.setup.at, label: 'says which sites may ask' })),
          ...(example ? [{ at: example.at, label: `\`${nameOf(example)}\`` }] : []),
        ],
      }
    }
  },
})

/** What a browser lets another site do with it; nothing where what is read is for everybody. */
function severityOf(cors: CorsSetup, setup: Setup, cookies: boolean): Severity | undefined {
  if (cors.allowed === 'fixed') return undefined
  const open = cors.routes.filter(route => !isMachine(route))
  if (cors.allowed === 'reflected' && cors.credentials)
    return open.some(byCookie) || (cookies && open.some(route => route.framework === 'express')) ? 'high' : 'medium'
  // Without credentials only what needs none can be read, and what is for everybody may be read by everybody.
  return open.some(acts) || (setup.library !== 'header' && open.length > 0) ? 'low' : undefined
}

const acts = (route: Route): boolean => !isMachine(route) && route.kind !== 'page' && route.effects.some(isAct)

function isAct(effect: Effect): boolean {
  if (effect.kind === 'query') return effect.does !== 'read' && !/rate|limit|log|view|event/i.test(effect.table ?? 'rate')
  return effect.kind === 'send'
    ? effect.service === 'stripe' ||
        effect.service === 'mail' ||
        effect.service === 'ai' ||
        (effect.service === 'auth' && effect.operation.startsWith('admin.'))
    : effect.kind === 'session' && effect.does === 'create'
}
