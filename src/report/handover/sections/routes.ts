import type { Auth } from '#model/app-model'
import { isOpen } from '#triage/finding'
import { absent, type Cell, type HandoverSection, word } from '../block.js'
import { code, plural } from '../count.js'
import type { HandoverInput } from '../input.js'

/** Whom a route lets in, in words. */
const WORDS: Readonly<Record<Auth, string>> = {
  open: 'anyone',
  weak: 'anyone: guard fails',
  unknown: 'not known',
  public: 'anyone (public)',
  session: 'signed in',
  owner: 'the owner',
  role: 'a role',
  signature: 'its signed sender',
}
const isBad = (auth: Auth): boolean => auth === 'open' || auth === 'weak'

/** Every route before and after: who may call it, what was repaired, what is open, whether its flow still works. */
export function routesSection(input: HandoverInput): HandoverSection {
  const { before, after, repairs, flows } = input
  const nameOf = (route: { method: string; path: string }): string => `${route.method} ${route.path}`
  const old = new Map(before.routes.map(route => [nameOf(route), route]))
  const alive = new Set(flows.alive.map(flow => flow.route))
  const broken = new Set(flows.broken.map(flow => flow.route))
  const worked = new Set(flows.before.map(flow => flow.route))
  const names = [...new Set([...old.keys(), ...after.routes.map(nameOf)])]
  const now = new Map(after.routes.map(route => [nameOf(route), route]))
  const rows = names.map(name => {
    const [was, is] = [old.get(name), now.get(name)]
    const fixed = repairs.filter(repair => repair.finding.route === name).length
    const open = after.findings.filter(finding => isOpen(finding) && finding.route === name)
    const grave = open.filter(finding => finding.severity === 'critical' || finding.severity === 'high').length
    const flow: Cell = broken.has(name)
      ? word('broke', 'bad')
      : alive.has(name)
        ? word('works', 'good')
        : worked.has(name)
          ? flows.notWalked === undefined
            ? word('closed on purpose', 'plain')
            : 'worked before'
          : 'not walked'
    const state: Cell =
      grave > 0
        ? word(`${grave} grave`, 'bad')
        : open.length > 0
          ? word(`${open.length} lesser`, 'warn')
          : is?.auth === 'unknown'
            ? word('guard not readable', 'warn')
            : fixed > 0
              ? word('repaired', 'good')
              : word('nothing found', 'plain')
    return {
      weight: grave * 100 + open.length * 10 + fixed,
      cells: [code(name), guardCell(was?.auth), guardCell(is?.auth), String(fixed), state, flow],
    }
  })
  const touched = rows.filter(row => row.weight > 0).length
  return {
    id: 'routes',
    title: 'Route by route',
    note: String(names.length),
    ...(names.length > 0 && {
      intro: `${plural(names.length, 'way')} into the app, ${touched} of which had or have a finding. What is open stands first.${input.branch === undefined && repairs.length > 0 ? ' Without git the patches are not applied, so “now” is who was let in before them.' : ''}`,
    }),
    blocks:
      names.length === 0
        ? [absent('No route was found in the code, so none could be compared.')]
        : [
            {
              kind: 'table',
              label: 'Routes',
              head: ['Route', 'Let in before', 'Lets in now', 'Repairs', 'State', 'Its ordinary use'],
              rows: rows.toSorted((a, b) => b.weight - a.weight).map(row => row.cells),
            },
          ],
  }
}

const guardCell = (auth: Auth | undefined): Cell => (auth === undefined ? '–' : isBad(auth) ? word(WORDS[auth], 'bad') : WORDS[auth])
