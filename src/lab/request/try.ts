import type { Lab, LabAnswer, LabRequest } from '../lab.js'
import { adapt } from './adapt.js'

/** Sends, and mends the request by what the app says of it, a few times. */
export async function insist(
  lab: Pick<Lab, 'send'>,
  request: LabRequest,
  rounds = 4,
): Promise<{ readonly request: LabRequest; readonly answer: LabAnswer }> {
  let current = request
  let answer = await lab.send(current)
  for (let round = 0; round < rounds; round++) {
    const better = adapt(current, answer)
    if (!better) break
    current = better
    answer = await lab.send(current)
  }
  return { request: current, answer }
}
