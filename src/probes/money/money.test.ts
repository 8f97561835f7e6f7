import { expect, test } from 'vitest'
import { verdicts } from '../ground.fixture.js'
import { appOf, SIGNED_IN } from '../tenants.fixture.js'
import { clientPrice } from './client-price.js'
import { doubleSubmit } from './double-submit.js'

const ordering = (work: string): string => `
export async function POST(request) {
  ${SIGNED_IN}
  const body = await request.json()
  ${work}
}`
const KEEP = (total: string): string =>
  `const { rows } = await pool.query('insert into orders (user_id, address, total) values ($1, $2, $3) returning *', [user.id, String(body.address), ${total}])
  return Response.json(rows[0])`
const PAY = (
  amount: string,
): string => `const form = new URLSearchParams({ amount: String(${amount}), currency: 'usd', 'metadata[claimed]': String(body.price) })
  const answer = await fetch('https://api.stripe.com/v1/payment_intents', {
    method: 'POST',
    headers: { authorization: 'Bearer ' + process.env.STRIPE_SECRET_KEY, 'content-type': 'application/x-www-form-urlencoded' },
    body: form.toString(),
  })
  return Response.json({ id: (await answer.json()).id })`

test('a price that the buyer names', async () => {
  const found = await verdicts(
    clientPrice,
    appOf({
      'api/kept': ordering(KEEP('Number(body.price)')),
      'api/charged': ordering(PAY('Number(body.price) * 100')),
      'api/noted': ordering(PAY('4200')),
      'api/refused': ordering(`if (Number(body.price) !== 20) return Response.json({ error: 'Wrong price' }, { status: 400 })
  ${KEEP('20')}`),
      'api/ignored': ordering(`const told = Number(body.price)
  return Response.json({ thanks: told > 0 })`),
      'api/broken': ordering(`if (body.price) throw new Error('broken')`),
    }),
    ['kept', 'charged', 'noted', 'refused', 'ignored', 'broken'].map(name => ['money/client-price', `POST /api/${name}`] as const),
  )
  expect(found).toEqual([
    'inconclusive POST /api/broken',
    'inconclusive POST /api/ignored',
    'proved POST /api/charged',
    'proved POST /api/kept',
    'refuted POST /api/noted',
    'refuted POST /api/refused',
  ])
})

test('the same order, twice', async () => {
  const found = await verdicts(
    doubleSubmit,
    appOf({
      'api/twice': ordering(KEEP('5')),
      'api/once':
        ordering(`const known = await pool.query('insert into orders (id, user_id, address, total) values (900001, $1, $2, 5) on conflict (id) do nothing', [user.id, String(body.address)])
  return Response.json({ ordered: known.rowCount >= 0 })`),
      'api/logged': ordering(`await pool.query("insert into audit_log (path) values ('/api/logged')")
  return Response.json({ address: body.address })`),
      'api/broken': ordering(`if (body.address) throw new Error('broken')`),
    }),
    ['twice', 'once', 'logged', 'broken'].map(name => ['money/order-not-idempotent', `POST /api/${name}`] as const),
  )
  expect(found).toEqual([
    'inconclusive POST /api/broken',
    'inconclusive POST /api/logged',
    'proved POST /api/twice',
    'refuted POST /api/once',
  ])
})
