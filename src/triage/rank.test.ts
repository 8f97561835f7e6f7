import fc from 'fast-check'
import { expect, test } from 'vitest'
import { rank } from './rank.js'
import { check, found, shop } from './shop.fixture.js'
import { problems } from './shop-problems.fixture.js'

test('money and open doors come first, and the arithmetic says why', () => {
  expect(rank(problems, shop).map(finding => `${finding.rank} ${finding.check}: ${finding.because}`)).toMatchInlineSnapshot(`
    [
      "1 access/open-endpoint: critical 40 × certain 1 × open to anyone 1.5 × personal data 1.4 = 84",
      "2 access/unscoped-query: critical 40 × certain 1 × open to anyone signed in 1.2 × money path 1.6 = 76.8",
      "3 payments/client-price: critical 40 × certain 1 × open to anyone signed in 1.2 × money path 1.6 = 76.8",
      "4 access/mass-assignment: high 20 × certain 1 × open to anyone signed in 1.2 × personal data 1.4 = 33.6",
      "5 webhooks/not-idempotent: high 20 × certain 1 × only its signed sender 1 × money path 1.6 = 32",
      "6 access/weak-guard: high 20 × likely 0.8 × open to anyone 1.5 × AI spend 1.3 = 31.2",
      "7 secrets/committed-secret: high 20 × certain 1 × in the hands of whoever has the code 1 × sign-up path 1.4 = 28",
      "8 abuse/no-rate-limit: medium 8 × certain 1 × open to anyone 1.5 × sign-up path 1.4 = 16.8",
      "9 performance/missing-index: medium 8 × certain 1 × open to anyone 1.5 × personal data 1.4 = 16.8",
      "10 abuse/no-rate-limit: medium 8 × certain 1 × open to anyone 1.5 × AI spend 1.3 = 15.6",
      "11 input/unvalidated-body: medium 8 × certain 1 × open to anyone signed in 1.2 × money path 1.6 = 15.4",
      "12 performance/missing-index: medium 8 × certain 1 × open to anyone signed in 1.2 × money path 1.6 = 15.4",
      "13 performance/missing-index: medium 8 × certain 1 × open to anyone signed in 1.2 × money path 1.6 = 15.4",
      "14 performance/missing-index: medium 8 × certain 1 × open to anyone signed in 1.2 × money path 1.6 = 15.4",
      "15 performance/query-in-loop: medium 8 × certain 1 × open to anyone signed in 1.2 × money path 1.6 = 15.4",
      "16 input/unvalidated-body: medium 8 × certain 1 × open to anyone signed in 1.2 × personal data 1.4 = 13.4",
      "17 performance/missing-index: medium 8 × certain 1 × only its signed sender 1 × money path 1.6 = 12.8",
      "18 performance/missing-index: medium 8 × certain 1 × open to anyone 1.5 × no money or personal data seen 1 = 12",
      "19 operations/no-error-tracking: medium 8 × likely 0.8 × reach not known 1 × no money or personal data seen 1 = 6.4",
      "20 errors/error-detail: low 3 × certain 1 × open to anyone signed in 1.2 × money path 1.6 = 5.8",
      "21 configuration/undeclared-env: low 3 × certain 1 × reach not known 1 × no money or personal data seen 1 = 3",
      "22 errors/error-detail: low 3 × possible 0.5 × open to anyone 1.5 × no money or personal data seen 1 = 2.3",
    ]
  `)
})

test('the order of the input changes nothing', () => {
  const ranked = rank(problems, shop)
  fc.assert(
    fc.property(
      fc.shuffledSubarray([...problems], { minLength: problems.length }),
      shuffled => void expect(rank(shuffled, shop)).toEqual(ranked),
    ),
  )
})

test('an id stands for check and key: it outlives moved lines, and a second place gets a suffix', () => {
  const of = check('access/open-endpoint', 'high', 'why')
  const [one, two] = [found(of, 'a.ts', 3, 'Open.', 'Close it.', { key: 'k' }), found(of, 'a.ts', 90, 'Open.', 'Close it.', { key: 'k' })]
  const moved = [one, two].map(each => ({ ...each, problem: { ...each.problem, at: { file: 'a.ts', line: each.problem.at.line + 11 } } }))
  const ids = (list: typeof problems): string[] => rank(list, shop).map(finding => finding.id)
  expect(ids([one, two])).toEqual(ids(moved))
  expect(ids([two, one])[1]).toBe(`${ids([one])[0]}-2`)
  expect(ids([one])[0]).toMatch(/^[0-9a-f]{8}$/)
})

test('the same fault weighs less behind an admin, and least where nothing mounts the route', () => {
  const of = check('input/unvalidated-body', 'medium', 'why')
  const at = (route: string) => found(of, 'x.ts', 1, `${route} is unchecked.`, 'Check it.', { route })
  const order = rank([at('GET /api/old/export'), at('PATCH /api/admin/products/:id'), at('GET /api/products')], shop)
  expect(order.map(finding => finding.route)).toEqual(['GET /api/products', 'PATCH /api/admin/products/:id', 'GET /api/old/export'])
})

test('a severity of its own overrides that of the check', () => {
  const of = check('a/b', 'low', 'why')
  expect(rank([found(of, 'x.ts', 1, 'm', 'h', { severity: 'critical' })], shop)[0]!.severity).toBe('critical')
})
