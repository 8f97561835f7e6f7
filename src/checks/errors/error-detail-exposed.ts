import type { Severity } from '#base/certainty'
import { defineCheck } from '#checks/check'
import { type Told, type ToldError, toldErrors } from '#model/read/faults'
import { nameOf } from '#model/read/route'

const WHAT: Record<Told, string> = { stack: 'the stack of any error', detail: 'what the database says of an error', text: 'the text of any error' }

export default defineCheck({
  id: 'errors/error-detail-exposed',
  title: 'What went wrong inside is told to whoever calls',
  why: 'Error texts name tables, files, hosts and versions, which is what an attacker asks for first and a customer never understands.',
  severity: 'medium',
  refs: ['CWE-209', 'OWASP-API8:2023'],
  needs: ['routes', 'setups'],
  *find({ routes, setups }) {
    for (const [file, all] of byFile(toldErrors(routes, setups))) {
      const [worst] = all.toSorted((a, b) => ORDER.indexOf(severityOf(a)) - ORDER.indexOf(severityOf(b)) || a.answer.at.line - b.answer.at.line)
      const places = [...new Map(all.map(one => [one.answer.at.line, one])).values()].sort((a, b) => a.answer.at.line - b.answer.at.line)
      const others = new Set(all.flatMap(one => (one.route ? [nameOf(one.route)] : []))).size - 1
      const who = worst!.route ? `\`${nameOf(worst!.route)}\`${others > 0 ? ` and ${others} more` : ''}` : `The error handler in \`${file}\``
      yield {
        at: worst!.answer.at,
        certainty: worst!.told === 'text' ? 'likely' : 'certain',
        severity: severityOf(worst!),
        message: `${who} answer${others > 0 ? '' : 's'} with ${WHAT[worst!.told]}.`,
        help: 'Log the error on the server, and answer with a fixed text.',
        key: file,
        ...(worst!.route ? { route: nameOf(worst!.route) } : {}),
        trail: places.map(one => ({ at: one.answer.at, label: `answers with ${WHAT[one.told]}` })),
      }
    }
  },
})

const ORDER: readonly Severity[] = ['medium', 'low']

/** Anybody may ask an open route; somebody who is signed in is at least known. */
function severityOf(one: ToldError): Severity {
  if (one.mild) return 'low'
  return one.told !== 'text' || !one.route || one.route.auth === 'open' || one.route.auth === 'public' || one.route.auth === 'weak' ? 'medium' : 'low'
}

function byFile(all: Iterable<ToldError>): Map<string, ToldError[]> {
  const files = new Map<string, ToldError[]>()
  for (const one of all) {
    const { file } = one.answer.at
    files.set(file, [...(files.get(file) ?? []), one])
  }
  return files
}
