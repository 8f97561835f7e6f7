import type { Lab, LabAnswer, LabRequest } from '../lab.js'
import { adapt } from './adapt.js'
import { afresh, isConflict } from './conflict.js'

/**
 * Sends, and mends the request by what the app says of it, a few times. `asNamed`: whoever is told by an e-mail address or a name in it
 * stays that person, whatever else is there already.
 */
export async function insist(
  lab: Pick<Lab, 'send'>,
  request: LabRequest,
  { asNamed = false, rounds = 8 }: { readonly asNamed?: boolean; readonly rounds?: number } = {},
): Promise<{ readonly request: LabRequest; readonly answer: LabAnswer }> {
  let current = request
  let answer = await lab.send(current)
  for (let round = 0; round < rounds; round++) {
    const better = elsewhere(current, answer) ?? (isConflict(answer) ? afresh(current, asNamed) : adapt(current, answer))
    if (!better) break
    current = better
    answer = await lab.send(current)
  }
  return { request: current, answer }
}

/** A server action is the same on every page that has it: where the page sends its visitors on, it is called there. */
function elsewhere(request: LabRequest, { status, headers }: LabAnswer): LabRequest | undefined {
  const to = String(headers['location'] ?? '')
  if (!request.action || ![307, 308].includes(status) || !URL.canParse(to, 'http://lab')) return undefined
  const { pathname } = new URL(to, 'http://lab')
  return pathname === request.path ? undefined : { ...request, path: pathname }
}
