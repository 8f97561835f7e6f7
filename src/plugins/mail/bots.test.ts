import { expect, test } from 'vitest'
import { deeds, readApp, readHandler } from '../app.fixture.js'

test.each([
  [
    "import TelegramBot from 'node-telegram-bot-api'\nconst bot = new TelegramBot(process.env.TOKEN, { polling: false })",
    "bot.sendMessage('@shop', req.body.text, { parse_mode: 'HTML' })",
    'sendMessage {to: "@shop", text: body.text}',
  ],
  [
    "import { Telegraf } from 'telegraf'\nconst bot = new Telegraf(process.env.TOKEN)",
    'await bot.telegram.sendMessage(1, `New order ${req.body.id}`)',
    'telegram.sendMessage {to: 1, text: template("New order ", body.id)}',
  ],
  [
    "import { WebClient } from '@slack/web-api'\nconst slack = new WebClient(process.env.TOKEN)",
    "await slack.chat.postMessage({ channel: '#orders', text: 'Hello' })",
    'chat.postMessage {channel: "#orders", text: "Hello"}',
  ],
  [
    "import { IncomingWebhook } from '@slack/webhook'\nconst hook = new IncomingWebhook(process.env.URL)",
    'await hook.send(req.body.text)',
    'send {text: body.text}',
  ],
])('%s', async (imports, code, sent) => {
  expect(deeds(await readHandler(imports, code))).toEqual([`send chat ${sent}`])
})

test('what a bot hears, and how it is set up, sends nothing', async () => {
  const model = await readApp({
    'server.js': `import express from 'express'
import TelegramBot from 'node-telegram-bot-api'
const bot = new TelegramBot(process.env.TOKEN, { polling: true })
bot.onText(/start/, message => bot.sendMessage(message.chat.id, 'Welcome'))
const app = express()
app.post('/', async (req, res) => { await bot.setWebHook('https://shop.example/bot'); res.end() })
app.listen(3000)`,
  })
  expect(deeds(model)).toEqual([])
})
