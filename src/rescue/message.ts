import type { GateResult } from './gate.js'
import type { Proposal } from './proposal.js'

/** What a commit says: to the founder first, then to us, who find the finding again by it. */
export function messageOf({ finding, fix, patch }: Proposal, gate: GateResult): string {
  const ran = gate.steps.filter(step => step.verdict === 'passed').map(step => step.step)
  return [
    patch.title,
    wrapped(`What could happen: ${finding.message} ${finding.why}`),
    wrapped(`What changed: ${patch.says}`),
    wrapped(
      gate.verdict === 'kept'
        ? `How it was proved: ${ran.join(', ')}.`
        : `How it was judged: ${ran.join(', ')}. It has not been tried on a running copy yet.`,
    ),
    wrapped(`How to undo: seaworthy undo ${finding.id}, or git revert this commit.`),
    `Seaworthy-Finding: ${finding.id}\nSeaworthy-Check: ${finding.check}\nSeaworthy-Fix: ${fix}`,
  ].join('\n\n')
}

function wrapped(text: string): string {
  const lines = ['']
  for (const word of text.split(/\s+/)) {
    const line = lines.at(-1)!
    if (line !== '' && line.length + word.length >= 76) lines.push(word)
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`
  }
  return lines.join('\n')
}
