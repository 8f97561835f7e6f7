import { expect, test } from 'vitest'
import { deeds, readHandler } from '../app.fixture.js'

test.each([
  [
    'resend',
    `import { Resend } from 'resend'; const m = new Resend('k')`,
    `await m.emails.send({ html: '<p>' + req.body.name })`,
    'send mail emails.send {html: template("<p>", body.name)}',
  ],
  [
    'nodemailer',
    `import nodemailer from 'nodemailer'; const m = nodemailer.createTransport({ host: 'h' })`,
    `await m.sendMail({ html: req.body.html })`,
    'send mail sendMail {html: body.html}',
  ],
  [
    'sendgrid',
    `import sg from '@sendgrid/mail'; sg.setApiKey('k')`,
    `await sg.send({ text: req.body.text })`,
    'send mail send {text: body.text}',
  ],
  [
    'postmark',
    `import { ServerClient } from 'postmark'; const m = new ServerClient('k')`,
    `m.sendEmail({ To: req.body.to })`,
    'send mail sendEmail {To: body.to}',
  ],
  [
    'mailgun',
    `import Mailgun from 'mailgun.js'; const m = new Mailgun(FormData).client({ key: 'k' })`,
    `m.messages.create('d', { to: req.body.to })`,
    'send mail messages.create {params: "d", options: {to: body.to}}',
  ],
  [
    'ses',
    `import { SESClient, SendEmailCommand } from '@aws-sdk/client-ses'; const m = new SESClient({})`,
    `await m.send(new SendEmailCommand({ To: req.body.to }))`,
    'send mail sendEmail {To: body.to}',
  ],
  [
    's3',
    `import { S3Client, PutObjectCommand } from '@aws-sdk/client-s3'; import { getSignedUrl } from '@aws-sdk/s3-request-presigner'; const m = new S3Client({})`,
    `await getSignedUrl(m, new PutObjectCommand({ Key: req.body.key }), { expiresIn: 60 })`,
    'send storage getSignedUrl {Key: body.key}',
  ],
  [
    'twilio',
    `import twilio from 'twilio'; const m = twilio('a', 'b')`,
    `await m.messages.create({ to: req.body.to })`,
    'send sms messages.create {to: body.to}',
  ],
  [
    'twilio verify',
    `import twilio from 'twilio'; const m = twilio('a', 'b')`,
    `await m.verify.v2.services('VA').verifications.create({ to: req.body.to })`,
    'send sms verify.v2.services.verifications.create {to: body.to}',
  ],
])('%s', async (_, imports, body, expected) => {
  expect(deeds(await readHandler(imports, `${body}\nres.end()`))).toEqual([expected])
})

test('the error that Resend returns can be asked for, and callbacks run', async () => {
  const model = await readHandler(
    `import { Resend } from 'resend'; import nodemailer from 'nodemailer'; const m = new Resend('k'); const t = nodemailer.createTransport({})`,
    `const { error } = await m.emails.send({ to: 'a' })
     if (error) return res.status(500).json({ message: error.message })
     t.sendMail({ to: 'b' }, err => { if (err) console.error(err) })
     res.end()`,
  )
  expect(deeds(model)).toEqual(['send mail emails.send {to: "a"}', 'send mail sendMail {to: "b"}', 'log console error'])
})
