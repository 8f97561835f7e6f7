import { setTimeout as sleep } from 'node:timers/promises'
import type { Lab } from '#lab/lab'
import { patience } from '#lab/patience'
import type { OutsideCall } from '#lab/stand-in'

/** Milliseconds in which a letter is on its way that nobody waited for before answering. */
export const ON_ITS_WAY = 1_000

/** Mails and messages that a service took since the mark; one may be `awaited` for a while. */
export async function lettersSent(lab: Lab, awaited = 0): Promise<readonly OutsideCall[]> {
  const sent = async () => (await lab.calls()).filter(call => call.method === 'POST' && /mail|sms/.test(call.service) && call.status < 400)
  let letters = await sent()
  for (const until = performance.now() + awaited * patience(); letters.length === 0 && performance.now() < until; letters = await sent())
    await sleep(50)
  return letters
}
