import { stripVTControlCharacters } from 'node:util'
import { afterEach, expect, test, vi } from 'vitest'
import type { Report } from '#triage/finding'
import { cleanReport, frames, report, secrets } from './report.fixture.js'
import { render, type Format } from './render.js'

const FORMATS: readonly Format[] = ['console', 'json', 'sarif', 'html', 'markdown']
afterEach(() => vi.unstubAllEnvs())

test.each(FORMATS)('%s prints no secret, whatever a check has let through', async format => {
  const finding = {
    ...report.findings[0]!,
    message: `The key is ${secrets[1]}.`,
    help: `Remove \`${secrets[1]}\`.`,
    trail: [{ at: report.findings[0]!.at, label: secrets[1]! }],
  }
  const leaking: Report = {
    ...report,
    findings: [finding, ...report.findings],
    gaps: [{ at: { file: 'a.ts', line: 1 }, why: `near ${secrets[1]}`, hides: ['env'] }],
  }
  const text = await render(format, leaking, frames)
  for (const secret of secrets) expect(text).not.toContain(secret)
})

test.each(FORMATS)('%s is the same twice, and there for a clean app too', async format => {
  const options = { width: 100, color: false }
  expect(await render(format, report, frames, options)).toBe(await render(format, report, frames, options))
  expect((await render(format, cleanReport, {}, options)).length).toBeGreaterThan(100)
})

test.each([60, 120])('the console keeps within %i columns', async width => {
  const lines = stripVTControlCharacters(
    await render('console', report, frames, { width, color: true, page: '.seaworthy/report.html' }),
  ).split('\n')
  expect(Math.max(...lines.map(line => line.length))).toBeLessThanOrEqual(width)
})

test.each(['console', 'markdown', 'html'] as const)('%s gives no score to a folder in which nothing was read', async format => {
  const empty: Report = { ...cleanReport, routes: [], tables: [], findings: [] }
  const text = await render(format, empty, {}, { width: 100, color: false })
  expect(text).toContain('Too little could be read to say.')
  expect(text).not.toMatch(/launch readiness/i)
})

test('the first screen of the console says what to think, how grave, and where', async () => {
  const text = await render('console', report, frames, { width: 100, color: false })
  expect(text.split('\n').slice(0, 34).join('\n')).toMatchInlineSnapshot(`
    "
    lantern-and-loom next, postgres, stripe, resend, openai · built with cursor · hosted on vercel · 17
    routes · 7 tables

    Not safe to launch: three faults can be used against you today.
    Four more faults should be repaired before the first customer arrives. 15 smaller things can wait.
    Three checks could not be answered from the code: those are listed as unknown, not as fine.

    Launch readiness 15/100 ━━━━━━──────────────────────────────────

    What will hurt first
      1  critical: \`GET /api/admin/customers\` answers to anyone with every row of \`users\`.
         Whoever finds the address can read the data of every customer.
         app/api/admin/customers/route.ts:9
      2  critical: \`GET /api/orders/:id\` reads \`orders\` rows of every \`user_id\`.
         Anyone signed in can read what belongs to another customer by sending a different id.
         app/api/orders/[id]/route.ts:14
      3  critical: \`POST /api/checkout\` charges the price that the browser sends.
         A customer pays what they like.
         app/api/checkout/route.ts:31

    The store checklist 1 good · 7 bad · 2 unknown
      ✗ yes      Are API keys visible in the repository, the frontend bundle or deployment settings?
      ✗ yes      Can a logged-out user hit an endpoint that should be private?
      ? unknown  Do core API routes take longer than 500 ms at p95?
      ✗ no       Do checkout-related queries have proper indexes?
      ✓ yes      Do failed requests leave useful logs?
      ✗ no       Are staging, production and local clearly separated?
      ✗ no       Do webhooks survive duplicate delivery?
      ✗ yes      Would an attacker reach customer or order data through weak route protection?
      ✗ no       Is Sentry or an equivalent connected?
      ? unknown  Can it be redeployed safely without breaking current sales?

    All findings 3 critical · 4 high · 12 medium · 3 low"
  `)
})

test('the console says aloud what it does not know', async () => {
  const text = await render('console', report, frames, { width: 100, color: false })
  expect(text).toContain('3 of 18 checks could not be answered; 2 places could not be read.')
  expect(await render('console', cleanReport, {}, { width: 100, color: false })).not.toContain('Not known')
})

test('the console colours when asked, and never against NO_COLOR', async () => {
  vi.stubEnv('NO_COLOR', undefined)
  expect(await render('console', report, frames, { color: true })).toContain('\u001B[31m')
  expect(await render('console', report, frames, { color: false })).not.toContain('\u001B')
  vi.stubEnv('NO_COLOR', '1')
  expect(await render('console', report, frames, { color: true })).not.toContain('\u001B')
})

test('a name taken from the app cannot steer the terminal', async () => {
  const hostile = { ...report, app: { ...report.app, name: 'shop\u001B]0;owned\u0007\u001B[2J\u009B1m' } }
  expect(await render('console', hostile, frames, { color: false })).not.toMatch(/(?!\n)\p{Cc}/u)
})

test('markdown lets no HTML and no table break out of a text', async () => {
  const hostile = {
    ...report,
    findings: [{ ...report.findings[0]!, message: '<img src=x onerror=alert(1)> [a](javascript:x) *b*' }],
    routes: [{ ...report.routes[0]!, how: 'a | b' }],
  }
  const text = await render('markdown', hostile, frames)
  expect(text).not.toContain('<img')
  expect(text).not.toContain('[a](')
  expect(text).toContain('a \\| b')
})
