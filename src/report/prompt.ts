import type { Finding } from '#triage/finding'
import { placeKey, type Frames } from './frame.js'

/** What to paste into the AI tool that wrote the app: the fault, the way to it, and what must not change. */
export function promptFor(finding: Finding, frames: Frames): string {
  const frame = frames[placeKey(finding.at)]
  const steps = finding.trail.map(step => `- ${placeKey(step.at)}: ${step.label}`)
  return [
    `Repair one fault in this app. Change as little as possible.`,
    `Fault: ${finding.message}\nPlace: ${placeKey(finding.at)}${finding.route ? `\nRoute: ${finding.route}` : ''}${finding.table ? `\nTable: ${finding.table}` : ''}`,
    `Who gets hurt: ${finding.why}`,
    ...(steps.length > 0 ? [`How it is reached:\n${steps.join('\n')}`] : []),
    ...(frame ? [`The code, secrets masked:\n${frame.lines.map((line, index) => `${String(frame.start + index).padStart(5)}  ${line}`).join('\n')}`] : []),
    `What to do: ${finding.help}`,
    [
      'Rules:',
      '- Reuse the guards and helpers that the app already has; read how other routes do it first.',
      '- What rightful users do today must go on working. Do not rename routes, fields or tables.',
      '- Repair it on the server. Hiding a button is not a repair.',
      '- Do not switch the check off, catch the error away or leave a TODO.',
      '- Look for the same fault in places nearby and list them; do not change them yet.',
      `- Say how to try it by hand, as the wrong user and as the right one. Reference: ${finding.check} ${finding.id}.`,
    ].join('\n'),
  ].join('\n\n')
}
