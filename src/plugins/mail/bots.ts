import { definePlugin, type LibraryCall } from '../plugin.js'
import { callBacks, clientOf, operationOf, send } from '../send.js'
import { object, UNDEFINED, type Value } from '../value.js'

const SENDS = /^(?:send(?:Message|Photo|Video|Document|Audio|Poll|MediaGroup|Animation)?|postMessage|reply|copyMessage|forwardMessage)$/

/** Bots that write into chats: Telegram, Slack, Discord. https://core.telegram.org/bots/api#sendmessage */
export default definePlugin({
  name: 'bots',
  libraries: ['node-telegram-bot-api', 'telegraf', 'grammy', '@slack/web-api', '@slack/webhook', 'discord.js', 'chat:client'],
  call(call) {
    if (call.isNew && /^(?:|default|TelegramBot|Telegraf|Telegram|Bot|Api|WebClient|IncomingWebhook|WebhookClient)$/.test(call.path))
      return clientOf('chat')
    if (call.library !== 'chat:client') return undefined
    return SENDS.test(call.method) ? written(call) : UNDEFINED
  },
})

function written(call: LibraryCall): Value {
  const answer = send(call, 'chat', operationOf(call.path), messageOf(call))
  callBacks(call, [UNDEFINED, answer])
  return answer
}

/** `sendMessage(chat, text)`, `chat.postMessage({ channel, text })`, `send(text)`. */
function messageOf({ args, method, run }: LibraryCall): Value {
  const [first = UNDEFINED, second = UNDEFINED] = args
  if (first.k === 'object') return first
  return method === 'send'
    ? object([['text', first]])
    : object([
        ['to', first],
        ['text', second.k === 'object' ? run.get(second, 'text') : second],
      ])
}
