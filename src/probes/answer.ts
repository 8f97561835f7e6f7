import { actionResult } from '#lab/actions/result'
import type { LabAnswer, LabRequest } from '#lab/lab'

/** What an answer comes to, whatever its status says. `limited`: too many requests; `broken`: the app failed. */
export type Reception = 'taken' | 'refused' | 'moved' | 'limited' | 'broken' | 'silent'

/** `control`: what the same request brings whom it is for; what stands there too, or leads to the same page, is no refusal. */
export function receptionOf(answer: LabAnswer, control?: LabAnswer): Reception {
  if (answer.status === 0 || isWorkshop(answer)) return 'silent'
  if (answer.status === 429) return 'limited'
  if (answer.status >= 500) return 'broken'
  if (answer.status >= 400) return 'refused'
  if (answer.status >= 300) return control && control !== answer && leadsAlike(control, answer) ? 'taken' : 'moved'
  return saysNo(answer) && !(control && control !== answer && saysNo(control)) ? 'refused' : 'taken'
}

/** A page that a framework shows whoever writes the app, where code fails or does not compile: nobody else gets it, so it shows nothing. */
export const isWorkshop = ({ status, text }: LabAnswer): boolean =>
  status >= 500 && /data-next-hide-fouc|\/_next\/static\/development\/|vite-error-overlay|\/@vite\/client/.test(text)

/** A refusal with a status of success: `{ "error": … }`, `{ "success": false }`, a page that asks for a password. */
function saysNo(answer: LabAnswer): boolean {
  const { text, headers } = answer
  const json = answer.json ?? actionResult(answer)
  if (typeof json === 'object' && json !== null && !Array.isArray(json)) {
    const said = json as Readonly<Record<string, unknown>>
    return (
      isSaid(said['error']) ||
      isSaid(said['errors']) ||
      said['success'] === false ||
      said['ok'] === false ||
      /^(?:error|fail|failed|failure|denied|unauthori[sz]ed|forbidden)$/i.test(String(said['status'] ?? '')) ||
      (Object.keys(said).length === 1 && REFUSAL.test(String(said['message'] ?? '')))
    )
  }
  return /html/.test(String(headers['content-type'] ?? '')) ? /<input[^>]+type=["']?password/i.test(text) : REFUSAL.test(text.slice(0, 200))
}

const leadsAlike = (one: LabAnswer, other: LabAnswer): boolean =>
  destinationOf(one) !== undefined && destinationOf(one) === destinationOf(other)

/** The page that a redirect leads to, with what differs from row to row left out; `undefined` where it leads nowhere. */
export function destinationOf({ headers, status }: LabAnswer): string | undefined {
  const address = String(headers['location'] ?? '')
  if (status < 300 || status > 399 || !URL.canParse(address, 'http://lab')) return undefined
  const { pathname, searchParams } = new URL(address, 'http://lab')
  const path = pathname.replaceAll(/(?<=\/)(?:\d+|[\da-f]{8,}(?:-[\da-f]+)*)(?=\/|$)/gi, ':id')
  return [path.replace(/(?<=.)\/$/, ''), ...[...searchParams.keys()].toSorted()].join(' ')
}

const isSaid = (error: unknown): boolean => (Array.isArray(error) ? error.length > 0 : Boolean(error))

const REFUSAL =
  /\b(?:unauthori[sz]ed|forbidden|access denied|permission denied|not (?:allowed|authori[sz]ed|permitted|logged in|signed in)|(?:log|sign) in (?:first|to)|please (?:log|sign) in|too many)\b/i

/** Everything that a request says, as text: what an answer repeats of it shows nothing. */
export function saidIn({ path, headers, body, form }: LabRequest): string {
  return [
    decoded(path),
    JSON.stringify(headers ?? {}),
    typeof body === 'string' ? body : JSON.stringify(body ?? ''),
    JSON.stringify(form ?? {}),
  ].join('\n')
}

function decoded(path: string): string {
  try {
    return `${path}\n${decodeURIComponent(path.replaceAll('+', ' '))}`
  } catch {
    return path
  }
}

/** For people. */
export const answered = (answer: LabAnswer): string =>
  answer.status === 0
    ? 'the app did not answer'
    : isWorkshop(answer)
      ? 'it runs in development mode, and answered with a page for its developer'
      : `the app answered ${spoken(answer)}`

/** `403`, or `200 with a refusal`. */
export const spoken = (answer: LabAnswer): string =>
  answer.status === 0 ? 'no answer' : `${answer.status}${answer.status < 300 && receptionOf(answer) === 'refused' ? ' with a refusal' : ''}`
