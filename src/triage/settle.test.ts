import { expect, test } from 'vitest'
import type { Evidence, Verdict } from '#base/evidence'
import type { Finding } from './finding.js'
import { settle } from './settle.js'

const finding = (id: string, rank: number, status: Finding['status'] = 'suspected'): Finding =>
  ({ id, rank, status, certainty: 'likely', check: 'access/x', area: 'access', trail: [], refs: [] }) as unknown as Finding
const evidence = (verdict: Verdict): Evidence => ({ verdict, by: 'a-probe', says: 'tried', because: `was ${verdict}`, steps: [] })
const statusAfter = (...verdicts: Verdict[]) => settle([finding('one', 1)], new Map([['one', verdicts.map(evidence)]]))[0]!

test.each([
  [['refuted', 'inconclusive', 'proved'], 'proved', 'certain'],
  [['refuted', 'refuted'], 'refuted', 'likely'],
  [['refuted', 'inconclusive'], 'suspected', 'likely'],
  [['inconclusive'], 'suspected', 'likely'],
  [[], 'suspected', 'likely'],
] as const)('%j leaves it %s', (verdicts, status, certainty) => {
  expect(statusAfter(...verdicts)).toMatchObject({ status, certainty })
})

test('what is refuted goes behind what stands, what was accepted stays so, and evidence is kept', () => {
  const settled = settle(
    [finding('first', 1), finding('second', 2), finding('taken', 3, 'accepted')],
    new Map([
      ['first', [evidence('refuted')]],
      ['taken', [evidence('proved')]],
    ]),
  )
  expect(settled.map(({ id, status, rank }) => [id, status, rank])).toEqual([
    ['second', 'suspected', 1],
    ['first', 'refuted', 2],
    ['taken', 'accepted', 3],
  ])
  expect(settled[1]!.reason).toBe('was refuted')
  expect(settled[1]!.evidence).toHaveLength(1)
})
