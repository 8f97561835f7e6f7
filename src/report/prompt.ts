import type { Finding } from '#triage/finding'
import { placeKey } from './frame.js'

/** What to paste into the AI tool that wrote the app: the fault and the way to it. The tool has the code; `RULES` say what must not change. */
export function promptFor({ message, at, route, table, why, trail, help, check, id }: Finding): string {
  const steps = trail.map(step => `- ${placeKey(step.at)}: ${step.label}`)
  return [
    'Repair one fault in this app. Change as little as possible.',
    [
      `Fault: ${message}`,
      `Place: ${placeKey(at)}`,
      ...(route !== undefined ? [`Route: ${route}`] : []),
      ...(table !== undefined ? [`Table: ${table}`] : []),
    ].join('\n'),
    `Who gets hurt: ${why}`,
    ...(steps.length > 0 ? [`How it is reached:\n${steps.join('\n')}`] : []),
    `What to do: ${help}`,
    `Reference: ${check} ${id}`,
  ].join('\n\n')
}

/** The same for every fault. */
export const RULES = `Rules:
- Reuse the guards and helpers that the app already has; read how other routes do it first.
- What rightful users do today must go on working. Do not rename routes, fields or tables.
- Repair it on the server. Hiding a button is not a repair.
- Do not switch the check off, catch the error away or leave a TODO.
- Look for the same fault in places nearby and list them; do not change them yet.
- Say how to try it by hand, as the wrong user and as the right one.`
