import type { Lab, LabAnswer, LabRequest } from '#lab/lab'
import { receptionOf } from './answer.js'

/** Asks; a limit that a repair brought counts the requests of all who try things here, and an app begun anew has counted none. */
export async function anew<Result>(lab: Lab, ask: () => Promise<Result>, answerOf: (result: Result) => LabAnswer): Promise<Result> {
  const result = await ask()
  if (receptionOf(answerOf(result)) !== 'limited') return result
  await lab.restart()
  return ask()
}

/** Sends the request, on an app begun anew where it meets a limit. */
export const sendAnew = (lab: Lab, request: LabRequest): Promise<LabAnswer> =>
  anew(
    lab,
    () => lab.send(request),
    answer => answer,
  )
