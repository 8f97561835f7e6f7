import { type Finding, isOpen } from '#triage/finding'
import { absent, type Block, head, type HandoverSection, text } from '../block.js'
import { code, plural, some } from '../count.js'
import type { HandoverInput } from '../input.js'

/** What comes in is checked, from where, and by whom: validation, CORS, sign-in. */
export function boundariesSection(input: HandoverInput): HandoverSection {
  return {
    id: 'boundaries',
    title: 'Validation, CORS and sign-in',
    blocks: [
      head('What is sent in'),
      ...validation(input),
      head('Which websites may call it (CORS)'),
      ...cors(input),
      head('Who is signed in'),
      ...signIn(input),
    ],
  }
}

/** What was repaired and what is open, as a list of sentences. */
export function changes({ repairs, after }: HandoverInput, of: (finding: Finding) => boolean): readonly Block[] {
  const made = repairs
    .filter(repair => of(repair.finding))
    .map(
      repair =>
        `Changed: ${repair.title}${repair.finding.route === undefined || repair.title.includes(repair.finding.route) ? '' : ` (${code(repair.finding.route)})`}.`,
    )
  const open = after.findings.filter(finding => isOpen(finding) && of(finding)).map(finding => `Open: ${finding.message}`)
  // One repair for each place may be called alike.
  const items = [...new Set([...made, ...open])]
  return items.length > 0 ? [{ kind: 'list', items }] : []
}

function validation(input: HandoverInput): readonly Block[] {
  const { routes } = input.after
  const takes = routes.filter(route => route.validated !== 'none')
  if (takes.length === 0)
    return [
      absent(routes.length === 0 ? 'No route was found.' : `None of the ${routes.length} routes reads anything that its caller chooses.`),
    ]
  const was = input.before.routes.filter(route => route.validated === 'yes').length
  const by = (kind: string): number => takes.filter(route => route.validated === kind).length
  const bare = takes.filter(route => route.validated === 'no').map(route => code(`${route.method} ${route.path}`))
  return [
    text(
      `${by('yes')} of the ${plural(takes.length, 'route')} that take input check all of it${was === by('yes') ? '' : ` (${was} before)`}, ${by('partial')} a part of it, ${by('no')} nothing${by('unknown') > 0 ? `, and of ${by('unknown')} it could not be read` : ''}.${bare.length > 0 ? ` Without a check: ${some(bare, 6)}.` : ''}`,
    ),
    ...changes(input, finding => finding.area === 'input'),
  ]
}

function cors(input: HandoverInput): readonly Block[] {
  const result = input.after.results.find(one => one.check === 'cors/permissive-origin')
  const before = input.before.results.find(one => one.check === 'cors/permissive-origin')
  const setup = input.facts.setups.find(one => one.what === 'cors')
  const changed = changes(input, finding => finding.area === 'cors')
  const origins = input.after.env.filter(variable =>
    /(?:^|_)(?:ORIGINS?|CORS|FRONTEND|(?:SITE|APP|BASE|PUBLIC|CLIENT|WEB)_URL)/.test(variable.name),
  )
  const per =
    origins.length > 0
      ? `Origins come from ${some(origins.map(one => code(one.name)))}: set ${origins.length === 1 ? 'it' : 'them'} to the one address of each environment, and in production to nothing that ends in localhost.`
      : ''
  if (changed.length > 0) return [...changed, ...(per ? [text(per)] : [])]
  if (setup)
    return [
      text(
        `${code(setup.library)} at ${code(`${setup.at.file}:${setup.at.line}`)}: ${result?.outcome === 'pass' ? 'no foreign site is let in with cookies' : (result?.reason ?? 'not judged')}. ${per}`.trim(),
      ),
    ]
  return [
    absent(
      `No CORS is set up${before?.outcome === 'pass' ? ', so a browser lets only the app’s own site read its answers' : ''}. ${per}`.trim(),
    ),
  ]
}

function signIn(input: HandoverInput): readonly Block[] {
  const names = (routes: HandoverInput['before']['routes']): Map<string, string> =>
    new Map(routes.map(route => [`${route.method} ${route.path}`, route.auth]))
  const [was, is] = [names(input.before.routes), names(input.after.routes)]
  const moved = [...is].flatMap(([name, auth]) => {
    const old = was.get(name)
    return old !== undefined && old !== auth ? [`${code(name)}: ${old} → ${auth}`] : []
  })
  const how = [...new Set(input.after.routes.filter(route => route.auth === 'session' || route.auth === 'role').map(route => route.how))]
  const limited = input.facts.limited.length
  return [
    how.length > 0 ? text(`How routes ask who is signed in: ${some(how, 3)}.`) : absent('No route asks who is signed in.'),
    ...(moved.length > 0
      ? [
          text(`${plural(moved.length, 'route')} ${moved.length === 1 ? 'has' : 'have'} another guard now:`),
          { kind: 'list' as const, items: moved },
        ]
      : []),
    ...changes(input, finding => finding.area === 'sessions' || finding.area === 'limits'),
    text(
      limited > 0
        ? `Attempts are limited on ${plural(limited, 'route')}: ${some(input.facts.limited.map(code))}.`
        : 'No route limited how often it may be called when the audit began.',
    ),
  ]
}
