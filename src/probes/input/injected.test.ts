import { expect, test } from 'vitest'
import { verdicts } from '../ground.fixture.js'
import { appOf, SIGNED_IN } from '../tenants.fixture.js'
import { injected } from './injected.js'

const search = (statement: string, parameters: string): string => `
export async function GET(request) {
  const q = new URL(request.url).searchParams.get('q') ?? ''
  const { rows } = await pool.query(${statement}, [${parameters}])
  return Response.json(rows)
}`
const SQL = 'input/sql-injection'

test('SQL: a value in the statement’s text is proved; as a parameter, or with its quotes doubled, refuted', async () => {
  const found = await verdicts(
    injected,
    appOf({
      'api/spliced': search("`select * from products where name = '${q}'`", ''),
      'api/bound': search("'select * from products where name = $1'", 'q'),
      'api/doubled': search("`select * from products where name = '${q.replaceAll(\"'\", \"''\")}'`", ''),
      'api/unused': `export async function GET(request) {
  const q = new URL(request.url).searchParams.get('q') ?? ''
  return Response.json({ q })
}`,
      'api/broken': `export async function GET(request) { const q = new URL(request.url).searchParams.get('q'); throw new Error(q) }`,
    }),
    ['spliced', 'bound', 'doubled', 'unused', 'broken'].map(name => [SQL, `GET /api/${name}`] as const),
  )
  expect(found).toEqual([
    `inconclusive ${SQL} at GET /api/broken`,
    `inconclusive ${SQL} at GET /api/unused`,
    `proved ${SQL} at GET /api/spliced`,
    `refuted ${SQL} at GET /api/bound`,
    `refuted ${SQL} at GET /api/doubled`,
  ])
})

const get = (work: string): string => `
export async function GET(request) {
  const target = new URL(request.url).searchParams.get('url') ?? ''
  ${work}
}`

test('addresses, redirects, paths, tags and expressions', async () => {
  const found = await verdicts(
    injected,
    appOf(
      {
        'api/fetch': get(`return new Response(await (await fetch(target)).text())`),
        'api/fetch-own':
          get(`if (!target.startsWith('https://example.com/')) return Response.json({ error: 'Not allowed' }, { status: 400 })
  return new Response(await (await fetch(target)).text())`),
        'api/go': get(`return Response.redirect(new URL(target, 'https://shop.example'), 302)`),
        'api/go-own': get(`return Response.redirect(new URL('/in/' + encodeURIComponent(target), 'https://shop.example'), 302)`),
        'api/file': get(
          `return new Response(await (await import('node:fs/promises')).readFile('data/' + target, 'utf8').catch(() => 'none'))`,
        ),
        'api/page': get(`return new Response('<p>' + target + '</p>', { headers: { 'content-type': 'text/html' } })`),
        'api/page-own': get(
          `return new Response('<p>' + target.replaceAll('&', '&amp;').replaceAll('<', '&lt;') + '</p>', { headers: { 'content-type': 'text/html' } })`,
        ),
        'api/run': get(`try { return Response.json({ is: eval(target) }) } catch { return Response.json({ is: null }) }`),
        'api/echo': get(`return Response.json({ is: target })`),
      },
      { 'data/readme.txt': 'hello' },
    ),
    [
      ['input/ssrf', 'GET /api/fetch'],
      ['input/ssrf', 'GET /api/fetch-own'],
      ['input/open-redirect', 'GET /api/go'],
      ['input/open-redirect', 'GET /api/go-own'],
      ['input/path-traversal', 'GET /api/file'],
      ['input/html-injection', 'GET /api/page'],
      ['input/html-injection', 'GET /api/page-own'],
      ['input/code-injection', 'GET /api/run'],
      ['input/code-injection', 'GET /api/echo'],
      ['input/path-traversal', 'GET /api/echo'],
      ['input/html-injection', 'GET /api/echo'],
    ],
  )
  expect(found.filter(line => !/^inconclusive .*(?:code-injection at GET .api.run)/.test(line))).toEqual([
    'inconclusive input/code-injection at GET /api/echo',
    'inconclusive input/code-injection at GET /api/echo',
    'inconclusive input/html-injection at GET /api/echo',
    'inconclusive input/path-traversal at GET /api/echo',
    'proved input/code-injection at GET /api/run',
    'proved input/html-injection at GET /api/page',
    'proved input/open-redirect at GET /api/go',
    'proved input/path-traversal at GET /api/file',
    'proved input/ssrf at GET /api/fetch',
    'refuted input/html-injection at GET /api/page-own',
    'refuted input/open-redirect at GET /api/go-own',
    'refuted input/ssrf at GET /api/fetch-own',
  ])
})

test('an answer to A with A’s own rows is no operator that worked', async () => {
  const found = await verdicts(
    injected,
    appOf({
      'api/mine': `export async function GET(request) {
  ${SIGNED_IN}
  const status = new URL(request.url).searchParams.get('status')
  const { rows } = await pool.query('select * from orders where user_id = $1', [user.id])
  return Response.json({ status, rows })
}`,
    }),
    [['input/nosql-injection', 'GET /api/mine']],
  )
  expect(found).toEqual(['inconclusive input/nosql-injection at GET /api/mine'])
})

const paying = (back: string): string => `
export async function POST(request) {
  const { price } = await request.json()
  const origin = ${back}
  const form = new URLSearchParams({ mode: 'payment', success_url: origin + '/done?paid=1', 'line_items[0][quantity]': '1',
    'line_items[0][price_data][currency]': 'usd', 'line_items[0][price_data][unit_amount]': String(2000 + Number(price ?? 0) * 0), 'line_items[0][price_data][product_data][name]': 'Lamp' })
  const answer = await fetch('https://api.stripe.com/v1/checkout/sessions', { method: 'POST', headers: { authorization: 'Bearer ' + process.env.STRIPE_SECRET_KEY, 'content-type': 'application/x-www-form-urlencoded' }, body: form })
  return Response.json({ url: (await answer.json()).url })
}`

test('the way back from a payment leads to whatever site asked', async () => {
  const back = { message: 'sends the buyer back to the address in `headers.origin`' }
  const found = await verdicts(
    injected,
    appOf({
      'api/pay': paying(`request.headers.get('origin')`),
      'api/pay-own': paying(`request.headers.get('origin') && 'https://shop.example'`),
    }),
    [
      ['input/open-redirect', 'POST /api/pay', back],
      ['input/open-redirect', 'POST /api/pay-own', back],
    ],
  )
  expect(found).toEqual(['inconclusive input/open-redirect at POST /api/pay-own', 'proved input/open-redirect at POST /api/pay'])
})
