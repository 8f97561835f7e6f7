import type { Actor } from '#base/evidence'
import type { Lab, LabRequest } from '../lab.js'

/** A request whose answer names the actor: it tells whom the app takes the actor for. */
export interface Witness {
  readonly request: LabRequest
  readonly name: string
}

/** The first of these requests that is answered with the actor's name, and with nobody else's. */
export async function witnessOf(
  lab: Lab,
  actor: Actor,
  requests: readonly LabRequest[],
  name: string,
  others: readonly string[],
): Promise<Witness | undefined> {
  for (const request of requests) {
    const { status, text } = await lab.send({ ...request, actor })
    if (status < 400 && text.includes(name) && !others.some(one => text.includes(one))) return { request: { ...request, actor }, name }
  }
  return undefined
}

export async function stillNames(lab: Lab, { request, name }: Witness): Promise<boolean> {
  const { status, text } = await lab.send(request)
  return status < 400 && text.includes(name)
}
