import { expect, it } from 'vitest'
import { serve } from '../loopback.fixture.js'
import { sms } from './index.js'

it('takes texts as Twilio does, and refuses a number that is none', async () => {
  const lab = await serve(sms, 'api.twilio.com')
  const send = (form: Record<string, string>, authorization = 'Basic x') =>
    fetch(`${lab.url}/2010-04-01/Accounts/AC1/Messages.json`, {
      method: 'POST',
      headers: { authorization },
      body: new URLSearchParams(form),
    })
  const made = await send({ To: '+491711234567', From: '+15005550006', Body: 'Code 42' })
  expect([made.status, ((await made.json()) as { status: string }).status]).toEqual([201, 'queued'])
  expect(await (await send({ To: 'me', Body: 'x' })).json()).toMatchObject({ code: 21211 })
  expect((await send({ To: '+491711234567', Body: 'x' }, '')).status).toBe(401)
  expect(await lab.control('list')).toMatchObject([{ to: '+491711234567', text: 'Code 42' }])
  await lab.close()
})

it('verifies with the one code', async () => {
  const lab = await serve(sms, 'verify.twilio.com')
  const post = async (path: string, form: Record<string, string>) =>
    (
      await fetch(`${lab.url}/v2/Services/VA1/${path}`, {
        method: 'POST',
        headers: { authorization: 'Basic x' },
        body: new URLSearchParams(form),
      })
    ).json()
  await post('Verifications', { To: '+491711234567', Channel: 'sms' })
  expect(await post('VerificationCheck', { To: '+491711234567', Code: '000000' })).toMatchObject({ valid: false })
  expect(await post('VerificationCheck', { To: '+491711234567', Code: '123456' })).toMatchObject({ status: 'approved' })
  expect(await post('VerificationCheck', { To: '+491711234567', Code: '123456' })).toMatchObject({ code: 20404 })
  await lab.close()
})
