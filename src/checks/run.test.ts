import { expect, test } from 'vitest'
import type { Check, Parts, Problem } from './check.js'
import { runChecks } from './run.js'

const problem = (key: string, line: number, rest: Partial<Problem> = {}): Problem => ({
  at: { file: 'a.ts', line },
  certainty: 'certain',
  message: `\`${key}\` is wrong.`,
  help: 'Mend it.',
  key,
  ...rest,
})

const check = (id: string, find: Check['find']): Check => ({
  id,
  title: id,
  why: id,
  severity: 'high',
  refs: [],
  needs: ['routes'],
  find,
})

const parts = { routes: [], tables: [{ name: 'orders' }] } as unknown as Parts

test('a check that throws, even half way, is an error of its own', () => {
  const run = runChecks(parts, [
    check('b/throws', function* () {
      yield problem('lost', 1)
      throw new Error('broken')
    }),
    check('a/works', () => [problem('kept', 1)]),
  ])
  expect(run.problems.map(found => found.problem.key)).toEqual(['kept'])
  expect(run.errors.map(({ check, error }) => [check.id, String(error)])).toEqual([['b/throws', 'Error: broken']])
})

test('a check is given the parts that it names and no others', () => {
  let given: string[] = []
  runChecks(parts, [check('a/x', received => ((given = Object.keys(received)), []))])
  expect(given).toEqual(['routes'])
})

test('the same key at the same place is one problem, in its surest form', () => {
  const twice = [problem('k', 3, { certainty: 'possible', message: '`a`.' }), problem('k', 3), problem('k', 9)]
  for (const order of [twice, twice.toReversed()])
    expect(runChecks(parts, [check('a/x', () => order)]).problems.map(({ problem }) => [problem.at.line, problem.certainty])).toEqual([
      [3, 'certain'],
      [9, 'certain'],
    ])
})

test('order is by check, place and key, whatever the input order', () => {
  const checks = [check('b/y', () => [problem('z', 2), problem('a', 2), problem('m', 1)]), check('a/x', () => [problem('q', 7)])]
  const order = (list: readonly Check[]) => runChecks(parts, list).problems.map(found => `${found.check.id} ${found.problem.key}`)
  expect(order(checks)).toEqual(['a/x q', 'b/y m', 'b/y a', 'b/y z'])
  expect(order(checks.toReversed())).toEqual(order(checks))
})

test('one table that two files make is told once, where it is worst; two in one file are two', () => {
  const found = [problem('notes', 1, { severity: 'medium' }), problem('notes', 2, { at: { file: 'b.sql', line: 2 } }), problem('other', 3)]
  const told = (id: string) => runChecks(parts, [check(id, () => found)]).problems.map(({ problem }) => problem)
  expect(told('rules/x').map(({ at, trail }) => [at.file, at.line, trail?.map(step => step.at)])).toEqual([
    ['a.ts', 3, undefined],
    ['b.sql', 2, [{ file: 'a.ts', line: 1 }]],
  ])
  expect(told('access/x')).toHaveLength(3)
  expect(runChecks(parts, [check('rules/x', () => [problem('f', 1), problem('f', 9)])]).problems).toHaveLength(2)
})
