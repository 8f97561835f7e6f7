import { expect, test } from 'vitest'
import type { AppModel } from '#model/app-model'
import type { Rows } from '../request/rows.js'
import { plausible } from '../request/value.js'
import { world } from '../stand-ins/loopback.fixture.js'
import { stripe } from '../stand-ins/stripe/index.js'
import { plantPayments } from './plant.js'

const model = { app: { services: ['stripe'] }, tables: [{ name: 'orders' }] } as unknown as AppModel
const rows = { some: async () => [{ id: 1, payment_intent_id: 'pi_planted1', total: 55 }] } as unknown as Rows

test('what requests and rows say of payments, the payment service knows', async () => {
  const service = stripe(world())
  await plantPayments({ control: async (_, command, input) => service.control!(command, input) }, model, rows, 'seed')
  const kept = async (object: string): Promise<unknown> => service.control!('list', { object })
  expect(await kept('payment_intent')).toMatchObject([
    { id: 'pi_planted1', amount: 55 },
    { id: plausible('paymentIntentId', [], 'seed'), status: 'succeeded' },
  ])
  expect(await kept('checkout.session')).toMatchObject([{ id: plausible('session_id', [], 'seed'), payment_status: 'paid' }])
})
