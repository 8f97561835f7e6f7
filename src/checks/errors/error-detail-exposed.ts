import type { Severity } from '#base/certainty'
import { defineCheck } from '#checks/check'
import { type Told, type ToldError, toldErrors } from '#model/read/faults'
import { nameOf } from '#model/read/route'

const WHAT: Record<Told, string> = {
  stack: 'the stack of any error',
  detail: 'what the database says of an error',
  text: 'the text of any error',
}
/** Beyond so many files it is a habit of the whole app, and one problem. */
const FILES = 8

export default defineCheck({
  id: 'errors/error-detail-exposed',
  title: 'What went wrong inside is told to whoever calls',
  why: 'Error texts name tables, files, hosts and versions, which is what an attacker asks for first and a customer never understands.',
  severity: 'medium',
  refs: ['CWE-209', 'OWASP-API8:2023'],
  needs: ['routes', 'setups'],
  *find({ routes, setups }) {
    const files = byFile(toldErrors(routes, setups))
    const groups = files.size > FILES ? [['the whole app', [...files.values()].flat()] as const] : [...files]
    for (const [key, all] of groups) {
      const worst = all.toSorted((a, b) => ORDER.indexOf(severityOf(a)) - ORDER.indexOf(severityOf(b)))[0]!
      const others = new Set(all.map(nameFor)).size - 1
      yield {
        at: worst.answer.at,
        certainty: worst.told === 'text' ? 'likely' : 'certain',
        severity: severityOf(worst),
        message: `${worst.route ? `\`${nameFor(worst)}\`` : nameFor(worst)}${others ? ` and ${others} more answer` : ' answers'} with ${WHAT[worst.told]}.`,
        help: 'Log the error on the server, and answer with a fixed text.',
        key,
        ...(worst.route ? { route: nameOf(worst.route) } : {}),
        trail: places(all).map(one => ({ at: one.answer.at, label: `answers with ${WHAT[one.told]}` })),
      }
    }
  },
})

const ORDER: readonly Severity[] = ['medium', 'low']

/** Anybody may ask an open route; somebody who is signed in is at least known. */
function severityOf(one: ToldError): Severity {
  if (one.mild) return 'low'
  return one.told !== 'text' || !one.route || /^(open|public|weak)$/.test(one.route.auth) ? 'medium' : 'low'
}

const nameFor = (one: ToldError): string => (one.route ? nameOf(one.route) : `The error handler in \`${one.answer.at.file}\``)

function byFile(all: Iterable<ToldError>): Map<string, ToldError[]> {
  const files = new Map<string, ToldError[]>()
  for (const one of all) {
    const { file } = one.answer.at
    files.set(file, [...(files.get(file) ?? []), one])
  }
  return files
}

/** Every answer once, in order. */
function places(all: readonly ToldError[]): ToldError[] {
  return [...new Map(all.map(one => [`${one.answer.at.file}:${one.answer.at.line}`, one])).values()].slice(0, 100)
}
