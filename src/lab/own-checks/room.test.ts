import { expect, test } from 'vitest'
import type { Executed } from '../supervisor/settings.js'
import type { OwnCheck } from './find.js'
import { runOf } from './room.js'

const CHECK: OwnCheck = { kind: 'lint', name: 'npm run lint', command: 'npm run lint', limit: 60_000 }
const ran = (more: Partial<Executed>): Executed => ({ code: 1, output: '', timedOut: false, milliseconds: 900, ...more })

test('a check that fails in words that nobody reads is mute: it can be compared with nothing', () => {
  expect(runOf(CHECK, ran({ output: 'Oh no.\n' }), undefined)).toMatchObject({ outcome: 'failed', mute: true })
  expect(runOf(CHECK, ran({ output: 'a.ts(1,1): error TS1: one\n' }), undefined)).toMatchObject({ outcome: 'failed', mute: false })
})

test('two that were ended say the same, whatever they took', () => {
  const [first, second] = [runOf(CHECK, ran({ timedOut: true }), undefined), runOf(CHECK, ran({}), 'it wrote 3,100 MB')]
  expect([first.outcome, second.outcome]).toEqual(['ended', 'ended'])
  expect(first.complaints).toEqual(second.complaints)
  expect(first.says).toContain('60 s')
})
