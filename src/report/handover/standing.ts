import type { Finding } from '#triage/finding'
import type { Tone } from './block.js'
import type { RepairRow } from './input.js'

/** How sure a repair is. */
export interface Standing {
  readonly word: string
  readonly tone: Tone
  readonly says: string
}

/** Shown to work, or only read: the two are never mixed. */
export function standingOf({ finding, after }: RepairRow): Standing {
  const shown = finding.evidence?.some(one => one.verdict === 'proved')
  if (after.some(one => one.verdict === 'proved')) return { word: 'not repaired', tone: 'bad', says: 'The same experiment still succeeds.' }
  if (after.some(one => one.verdict === 'refuted'))
    return shown
      ? {
          word: 'proved repaired',
          tone: 'good',
          says: 'Done on a running copy before the repair; tried the same way after it, and the app refused.',
        }
      : {
          word: 'repaired, holds when tried',
          tone: 'good',
          says: 'Tried on the repaired copy, and the app refused. It was not shown before the repair.',
        }
  if (after.length > 0)
    return {
      word: 'repaired, undecided',
      tone: 'warn',
      says: `Tried on the repaired copy, and the answer says neither: ${after[0]!.because ?? after[0]!.says}.`,
    }
  return shown
    ? {
        word: 'repaired, not retried',
        tone: 'warn',
        says: 'Shown before the repair. On the repaired app the fault is gone from the code; the experiment was not made again.',
      }
    : {
        word: 'repaired, read only',
        tone: 'plain',
        says: 'The fault is gone from the code and nothing new was found. It was never tried on a running copy.',
      }
}

/** Whether anybody saw it happen. */
export const wasShown = ({ evidence = [] }: Finding): boolean => evidence.some(one => one.verdict === 'proved')
