import { sendBy } from '../run/send.js'

/** Asks the app's process which counters were passed, as `file:line`; nothing where it is not Node that answers. */
export async function reachedBy(pathOf: (name: string) => string, host: string): Promise<readonly string[]> {
  const { json } = await sendBy(pathOf, host, { actor: 'nobody', method: 'GET', path: '/', headers: { 'x-lab-lines': '1' } }, {})
  return Array.isArray(json) ? json.filter((one): one is string => typeof one === 'string') : []
}
