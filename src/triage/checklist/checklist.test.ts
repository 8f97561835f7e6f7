import { expect, test } from 'vitest'
import type { AppModel } from '#model/app-model'
import { outcomes } from '../outcomes.js'
import { rank } from '../rank.js'
import { check, found, route, send, shop, table } from '../shop.fixture.js'
import { checks, problems } from '../shop-problems.fixture.js'
import { checklist, listFor } from './checklist.js'

const answersOf = (model: AppModel, found: typeof problems) =>
  checklist({ model, findings: rank(found, model), results: outcomes(checks, { problems: found, errors: [] }, model) })
const print = (model: AppModel, found: typeof problems): string[] =>
  answersOf(model, found).map(
    ({ list, question, answer, good, evidence }) =>
      `${list} | ${question} | ${answer}${good === undefined ? '' : good ? ' +' : ' -'} | ${evidence}`,
  )

test('a shop with faults', () => {
  expect(print(shop, problems)).toMatchInlineSnapshot(`
    [
      "store | Are API keys visible in the repository, the frontend bundle or deployment settings? | yes - | 1 secret can be read in the code or the browser bundle, first in \`lib/auth.ts:6\`.",
      "store | Can a logged-out user hit an endpoint that should be private? | yes - | 2 of 16 routes answer without a guard that holds, among them \`GET /api/admin/customers\`.",
      "store | Do core API routes take longer than 500 ms at p95? | unknown | 7 queries will slow down as the data grows, first in \`prisma/schema.prisma:56\`; requests against a full database, measured at p95, would answer it.",
      "store | Do checkout-related queries have proper indexes? | no - | 4 checkout-related filters or keys have no index, first in \`prisma/schema.prisma:20\`.",
      "store | Do failed requests leave useful logs? | yes + | \`pino\` in \`lib/log.ts:3\` records them.",
      "store | Are staging, production and local clearly separated? | no - | Secrets are written into the code, so that every copy of the app uses the same ones, first in \`lib/auth.ts:6\`.",
      "store | Do webhooks survive duplicate delivery? | no - | \`POST /api/webhooks/stripe\` creates an order again each time Stripe repeats a message.",
      "store | Would an attacker reach customer or order data through weak route protection? | yes - | 3 ways to customer or order data were found, first in \`app/api/admin/customers/route.ts:9\`.",
      "store | Is Sentry or an equivalent connected? | no - | No error tracker is set up anywhere in the code.",
      "store | Can it be redeployed safely without breaking current sales? | unknown | Reading does not tell; a deploy to a copy, a trial of its main flows and a roll-back would.",
      "marketplace | Are search and listing creation slow? | unknown | 7 queries will slow down as the data grows, first in \`prisma/schema.prisma:56\`; requests against a full database, measured at p95, would answer it.",
      "marketplace | Is there an API key in project files, env output or logs? | yes - | 1 secret can be read in the code or the browser bundle, first in \`lib/auth.ts:6\`.",
      "marketplace | Are admin routes protected only by hiding them in the frontend? | yes - | 1 admin route can be called without being an admin, first in \`app/api/admin/customers/route.ts:9\`.",
      "marketplace | Do different users see data that they should not? | yes - | 1 place where one user reaches another's data was found, first in \`app/api/orders/[id]/route.ts:14\`.",
      "marketplace | Are there endpoints without validation of price, title, image upload or message? | yes - | 2 routes write what the caller sends without checking all of it, among them \`POST /api/checkout\`.",
      "marketplace | Do error alerts say where production errors happen? | no - | No error tracker is set up anywhere in the code.",
      "marketplace | Do the main queries use indexes on their most common filters? | no - | 6 filters or keys have no index, first in \`prisma/schema.prisma:56\`.",
      "marketplace | Can it be redeployed today without breaking onboarding, checkout or messaging? | unknown | Reading does not tell; a deploy to a copy, a trial of its main flows and a roll-back would.",
      "marketplace | Do staging, dev and production share secrets, databases or callback URLs? | yes - | Secrets are written into the code, so that every copy of the app uses the same ones, first in \`lib/auth.ts:6\`.",
      "marketplace | What would one bad deploy cost? | unknown | Reading does not tell; sales an hour, times the minutes that a roll-back takes, would.",
    ]
  `)
})

test('the same shop repaired', () => {
  const model: AppModel = {
    ...shop,
    gaps: [],
    routes: shop.routes
      .filter(route => !['open', 'weak', 'unknown'].includes(route.auth))
      .map(route => ({ ...route, validated: 'yes' as const })),
    setups: [
      ...shop.setups,
      {
        what: 'error-tracking',
        library: '@sentry/nextjs',
        at: { file: 'instrumentation.ts', line: 2 },
        options: { kind: 'unknown' },
        prefix: '',
        reached: true,
        effects: [],
      },
    ],
  }
  expect(print(model, [])).toMatchInlineSnapshot(`
    [
      "store | Are API keys visible in the repository, the frontend bundle or deployment settings? | no + | No secret was found in the code or the browser bundle; the settings of the host were not looked at.",
      "store | Can a logged-out user hit an endpoint that should be private? | no + | All 13 routes are guarded or meant to be public.",
      "store | Do core API routes take longer than 500 ms at p95? | unknown | Requests against a full database, measured at p95, would answer it.",
      "store | Do checkout-related queries have proper indexes? | yes + | Every checkout-related filter and foreign key that was read has an index.",
      "store | Do failed requests leave useful logs? | yes + | \`pino\` in \`lib/log.ts:3\` records them.",
      "store | Are staging, production and local clearly separated? | unknown | The code does not tell; comparing the database address, keys and callback addresses set at the host for each environment would.",
      "store | Do webhooks survive duplicate delivery? | yes + | What the webhook does is keyed by the event, so that a second delivery changes nothing.",
      "store | Would an attacker reach customer or order data through weak route protection? | no + | No way to customer or order data past the guards was found.",
      "store | Is Sentry or an equivalent connected? | yes + | \`@sentry/nextjs\` is set up in \`instrumentation.ts:2\`.",
      "store | Can it be redeployed safely without breaking current sales? | unknown | Reading does not tell; a deploy to a copy, a trial of its main flows and a roll-back would.",
      "marketplace | Are search and listing creation slow? | unknown | Requests against a full database, measured at p95, would answer it.",
      "marketplace | Is there an API key in project files, env output or logs? | no + | No secret was found in the code or the browser bundle; the settings of the host were not looked at.",
      "marketplace | Are admin routes protected only by hiding them in the frontend? | no + | The one admin route asks for a role on the server.",
      "marketplace | Do different users see data that they should not? | no + | Every query on owned data that was read is limited to its owner.",
      "marketplace | Are there endpoints without validation of price, title, image upload or message? | no + | Every route that writes checks what the caller sends.",
      "marketplace | Do error alerts say where production errors happen? | yes + | \`@sentry/nextjs\` is set up in \`instrumentation.ts:2\`.",
      "marketplace | Do the main queries use indexes on their most common filters? | yes + | Every filter and foreign key that was read has an index.",
      "marketplace | Can it be redeployed today without breaking onboarding, checkout or messaging? | unknown | Reading does not tell; a deploy to a copy, a trial of its main flows and a roll-back would.",
      "marketplace | Do staging, dev and production share secrets, databases or callback URLs? | unknown | The code does not tell; comparing the database address, keys and callback addresses set at the host for each environment would.",
      "marketplace | What would one bad deploy cost? | unknown | Reading does not tell; sales an hour, times the minutes that a roll-back takes, would.",
    ]
  `)
})

test('what was not read is not answered', () => {
  const answerTo = (model: AppModel, start: string) => answersOf(model, []).find(one => one.question.startsWith(start))
  const empty = { ...shop, routes: [], tables: [], browser: [], gaps: [] }
  expect(answerTo(empty, 'Would an attacker')).toMatchObject({
    answer: 'unknown',
    evidence: 'No route and no table was found in the code.',
  })
  const guarded = { ...shop, routes: [route('GET', '/a', 'session', 'signed in')], gaps: [] }
  expect(answerTo(guarded, 'Can a logged-out')).toMatchObject({ answer: 'no' })
  const gap = { at: { file: 'db.ts', line: 1 }, why: '`rows` is a database, which is not read', hides: ['queries'] as const }
  expect(answerTo({ ...guarded, gaps: [gap] }, 'Can a logged-out')).toMatchObject({
    answer: 'unknown',
    evidence: expect.stringContaining('`rows` is a database, which is not read (`db.ts:1`)') as string,
  })
})

test('pages are counted beside the routes, as the report counts them', () => {
  const model = {
    ...shop,
    routes: [route('GET', '/a', 'session', 'signed in'), { ...route('GET', '/b', 'session', 'signed in'), kind: 'page' as const }],
  }
  expect(answersOf(model, []).find(one => one.question.startsWith('Can a logged-out'))?.evidence).toBe(
    'All 1 route and 1 page are guarded or meant to be public.',
  )
})

test('one address of the own computer for every copy of the app is no separation', () => {
  const local = check('env/local-address', 'medium', 'Nothing answers on the computer of a customer.', ['source'])
  const added = found(local, 'lib/api.ts', 3, 'The pages ask `http://localhost:5000`.', 'asked')
  const answers = answersOf(shop, [...problems.filter(one => !one.check.id.startsWith('secrets/')), added])
  expect(answers.find(one => one.question.startsWith('Are staging'))).toMatchObject({ answer: 'no', good: false })
  expect(answers.find(one => one.question.startsWith('Do staging'))).toMatchObject({
    answer: 'yes',
    good: false,
    evidence: "An address of the developer's own computer is used wherever the app runs, first in `lib/api.ts:3`.",
  })
})

test('every bad answer from a finding names it, and a mere hint leaves the question open', () => {
  const answers = answersOf(shop, problems)
  const keys = answers.find(answer => answer.question.startsWith('Are API keys'))!
  expect(keys.findings).toEqual([rank(problems, shop).find(finding => finding.area === 'secrets')!.id])
  const hints = problems.map(each => ({ ...each, problem: { ...each.problem, certainty: 'possible' as const } }))
  expect(answersOf(shop, hints).find(answer => answer.question.startsWith('Are API keys'))).toMatchObject({
    answer: 'unknown',
    good: undefined,
  })
})

test('tables of sellers, or Stripe Connect, make a marketplace', () => {
  expect(listFor(shop)).toBe('store')
  expect(listFor({ ...shop, tables: [table('seller_profiles', ['id'])] })).toBe('marketplace')
  expect(
    listFor({ ...shop, routes: [route('POST', '/x', 'session', 's', { effects: [send('x.ts', 1, 'stripe', 'accountLinks.create')] })] }),
  ).toBe('marketplace')
  expect(
    answersOf({ ...shop, tables: [table('listings', ['id'])] }, problems)
      .map(answer => answer.list)
      .slice(0, 10),
  ).toEqual(Array(10).fill('marketplace'))
})

test('how fast it is, is answered by what was measured', () => {
  const answerWith = (p95: number, more: Partial<{ alone: number }> = {}) => {
    const load = { p50: 20, p95, p99: p95, worst: p95, sent: 80, failed: 0 }
    const measured = { route: 'GET /api/admin/customers', actor: 'admin', alone: 40, answers: true, statements: 3, ...more }
    const quick = { route: 'GET /api/me', actor: 'a', alone: 3, answers: true, statements: 1 }
    const speed = { rows: 100_000, rate: 10, seconds: 8, routes: [{ ...measured, load }, quick] }
    const evidence = { model: shop, findings: rank(problems, shop), results: outcomes(checks, { problems, errors: [] }, shop), speed }
    return checklist(evidence).find(one => one.question.includes('p95'))!
  }
  expect(answerWith(1234)).toMatchObject({
    answer: 'yes',
    good: false,
    evidence: '1 route of 2 measured with 100,000 rows in the largest tables and 10 requests a second: `GET /api/admin/customers` 1.2 s.',
  })
  expect(answerWith(90)).toMatchObject({
    answer: 'no',
    good: true,
    evidence:
      '2 routes measured with 100,000 rows in the largest tables and 10 requests a second; the slowest, `GET /api/admin/customers`, answers within 90 ms at p95.',
  })
})

test('bookings are bought, so that their keys belong to the checkout', () => {
  const answerWith = (name: string) => {
    const [index] = problems.filter(one => one.check.id === 'performance/missing-index')
    const missing = [found(index!.check, 'schema.sql', 1, 'No index.', 'Add one.', { table: name })]
    const model = { ...shop, routes: [], tables: [table(name, ['id', 'session_id'])] }
    return answersOf(model, missing).find(one => one.question.startsWith('Do checkout-related'))!.answer
  }
  expect(answerWith('bookings')).toBe('no')
  expect(answerWith('banners')).toBe('yes')
})
