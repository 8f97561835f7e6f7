import type { Finding } from '#triage/finding'
import { absent, type Block, type Fold, type HandoverSection, text } from '../block.js'
import { code, plural, some } from '../count.js'
import { hostOf } from '../hosts.js'
import type { HandoverInput } from '../input.js'
import { OTHER, type Provider, PROVIDERS } from '../providers.js'

/** Data of people in the repository is no key: it cannot be rotated, only removed. */
const isData = ({ check, message }: Finding): boolean => check === 'secrets/committed-data' && /data of|people|rows/.test(message)

/** Every key that could be read, what it opens, and where a new one is made. */
export function keysSection(input: HandoverInput): HandoverSection {
  const found = exposedKeys(input)
  const data = input.before.findings.filter(finding => finding.area === 'secrets' && isData(finding))
  const base = { id: 'keys', title: 'Exposed keys' }
  if (found.length + data.length === 0) return { ...base, note: '0', blocks: [absent(nothingFound(input))] }
  const history =
    'Removing a key from a file does not remove it from the history of git: whoever has a copy of the repository has the key. Only a new key ends that.'
  return {
    ...base,
    note: String(found.length),
    intro:
      `${found.length === 0 ? 'No key' : plural(found.length, 'key')} could be read by people who should not have ${found.length === 1 ? 'it' : 'them'}. ${found.length > 0 ? history : ''}`.trim(),
    blocks: [...found.map(finding => keyFold(finding, input)), ...data.map(dataFold)],
  }
}

/** Findings that name a key somebody has to make anew. */
export const exposedKeys = ({ before }: HandoverInput): readonly Finding[] =>
  before.findings.filter(
    finding => finding.area === 'secrets' && finding.status !== 'refuted' && finding.status !== 'accepted' && !isData(finding),
  )

/** Whose key it is, from what the finding says. */
export function providerOf({ message, key }: Finding): Provider {
  return PROVIDERS.find(one => one.known.test(message) || one.known.test(key)) ?? OTHER
}

/** The variable that a finding names. */
export const nameOfKey = ({ message }: Finding): string | undefined => /`([A-Z][A-Z\d]*_[A-Z\d_]{2,})`/.exec(message)?.[1]

/** What the code calls it, where no variable has it: `cookieSecret`. */
export const calledInCode = ({ message }: Finding): string | undefined =>
  /\b(?:secret|credential|key|password|token) `(\w+)`/.exec(message)?.[1]

function keyFold(finding: Finding, input: HandoverInput): Fold {
  const provider = providerOf(finding)
  const removed = input.repairs.some(repair => repair.finding.id === finding.id)
  const host = hostOf(input.before.app)
  const name = nameOfKey(finding)
  const steps = [
    ...provider.rotate,
    ...(name === undefined ? [] : [`Where it is set: ${host.setVariable(name.replace(/^NEXT_PUBLIC_|^VITE_/, ''))}.`]),
    finding.check === 'secrets/secret-in-browser'
      ? 'Do not deploy the new key under the public name: every visitor would have it again.'
      : `When production runs with the new key, look once whether the old one is refused.`,
  ]
  return {
    kind: 'fold',
    id: `key-${finding.id}`,
    severity: finding.severity,
    title: finding.message,
    aside: provider.name,
    blocks: [
      text(`**What it opens.** Whoever has it can ${provider.reach}${reachIn(provider, input)}.`),
      text(
        `**In the code.** ${removed ? `Taken out by the repair ${code(finding.id)}; the value itself is still valid until you change it.` : `Still at ${code(`${finding.at.file}:${finding.at.line}`)}.`}`,
      ),
      { kind: 'list', ordered: true, items: steps },
    ],
  }
}

/** What the key opens in this app. */
function reachIn({ name, services }: Provider, { before, facts }: HandoverInput): string {
  if (name === 'Database password') {
    const owned = before.tables.filter(table => table.owner !== undefined).map(table => code(table.name))
    return `: here ${plural(before.tables.length, 'table')}${owned.length > 0 ? `, among them ${some(owned)}, whose rows belong to people` : ''}`
  }
  if (name === 'Session or signing secret') {
    const guarded = before.routes.filter(route => ['session', 'owner', 'role'].includes(route.auth))
    const admin = guarded.filter(route => route.auth === 'role').length
    return `: ${plural(guarded.length, 'route')} of this app ask for nothing but that session${admin > 0 ? `, ${admin} of them for a role in it` : ''}`
  }
  const routes = [...new Set(facts.calls.filter(call => services.includes(call.service)).map(call => code(call.route)))]
  return routes.length > 0 ? `. The app itself uses it in ${some(routes, 3)}` : ''
}

const dataFold = (finding: Finding): Block => ({
  kind: 'fold',
  id: `key-${finding.id}`,
  severity: finding.severity,
  title: finding.message,
  aside: 'data of people',
  blocks: [
    text(
      'This is no key that can be changed. Whoever could read the repository could read it, and may have to be told: in the EU, the authority within 72 hours of your learning of it (GDPR, article 33), unless no risk follows.',
    ),
    {
      kind: 'list',
      ordered: true,
      items: [
        `Find out who had access to the repository, and since when ${code(finding.at.file)} has been in it: ${code(`git log --follow -- ${finding.at.file}`)}.`,
        'Ask those whose password is among it to choose a new one.',
        `Remove it from the history with ${code(`git filter-repo --invert-paths --path ${finding.at.file}`)}, and have everybody clone again.`,
      ],
    },
  ],
})

function nothingFound({ before }: HandoverInput): string {
  const ran = before.results.filter(result => result.check.startsWith('secrets/'))
  const unknown = ran.filter(result => result.outcome === 'unknown' || result.outcome === 'error')
  return `${plural(ran.length, 'check')} for keys in the code, in committed files and in what the browser loads found none${unknown.length > 0 ? `, and ${unknown.length} could not be answered (${some(unknown.map(result => code(result.check)))})` : ''}. ${plural(before.env.length, 'variable')} ${before.env.length === 1 ? 'is' : 'are'} read from the environment instead. The history of git was not searched.`
}
