import * as Sentry from '@sentry/node'
import { expect, it } from 'vitest'
import { serve } from '../loopback.fixture.js'
import { sentry } from './index.js'

it('takes envelopes of the real SDK', async () => {
  const lab = await serve(sentry, 'o1.ingest.sentry.io')
  Sentry.init({
    dsn: `http://public@127.0.0.1:${lab.port}/42`,
    release: 'app@1.2.3',
    environment: 'lab',
    defaultIntegrations: false,
    tracesSampleRate: 1,
  })
  Sentry.setUser({ email: 'a@b.test' })
  // Long enough that the SDK packs it.
  Sentry.captureException(new Error(`checkout failed ${'x'.repeat(60_000)}`))
  Sentry.captureMessage('second')
  expect(await Sentry.close(3000)).toBe(true)
  const events = (await lab.control('events')) as readonly { readonly [name: string]: unknown }[]
  expect(events).toHaveLength(2)
  // The packed one may come after the other.
  const failed = events.find(event => JSON.stringify(event['exception'] ?? '').includes('checkout failed'))
  expect(failed).toMatchObject({ release: 'app@1.2.3', environment: 'lab', user: { email: 'a@b.test' } })
  expect(events.find(event => event !== failed)).toMatchObject({ message: 'second' })
  await lab.control('clear')
  expect(await lab.control('items')).toEqual([])
  await lab.close()
})
