import { expect, test } from 'vitest'
import type { Flow } from '#probes/flow'
import { brokenBy } from './broken-by.js'
import type { VerdictRecord } from './ledger.js'

const commits = [...'abcdefghijklmnop']
const record = (commit: string): VerdictRecord => ({
  kind: 'kept',
  run: 'r',
  finding: commit,
  check: '',
  key: '',
  fix: '',
  title: '',
  log: '',
  commit,
})
const flow = (route: string): Flow => ({ route, actor: 'a', status: 200 })
const [orders, cart, flaky] = [flow('GET /orders'), flow('GET /cart'), flow('GET /flaky')]

/** Flows work up to the commit before the one that breaks them. */
async function traced(broken: readonly Flow[], breaks: ReadonlyMap<Flow, string>, hasTime = () => true) {
  const asked: string[] = []
  const found = await brokenBy(broken, {
    revisions: { base: 'base', commits },
    standing: commits.map(record),
    hasTime,
    works: async commit => {
      asked.push(commit)
      return new Set([...breaks].filter(([, by]) => by !== 'base' && commits.indexOf(commit) < commits.indexOf(by)).map(([one]) => one))
    },
  })
  return { found: new Map([...found].map(([one, by]) => [one.route, by?.commit])), asked }
}

test('finds the commit with which each flow broke, and walks at none twice', async () => {
  const { found, asked } = await traced(
    [orders, cart],
    new Map([
      [orders, 'e'],
      [cart, 'b'],
    ]),
  )
  expect(found).toEqual(
    new Map([
      ['GET /orders', 'e'],
      ['GET /cart', 'b'],
    ]),
  )
  expect(new Set(asked).size).toBe(asked.length)
  expect(asked.length).toBeLessThan(commits.length)
})

test('what did not work before the repairs either is nobody’s', async () => {
  expect((await traced([flaky], new Map([[flaky, 'base']]))).found).toEqual(new Map([['GET /flaky', undefined]]))
})

test('traces nothing where there is no time', async () => {
  expect((await traced([orders], new Map([[orders, 'e']]), () => false)).found.size).toBe(0)
})
