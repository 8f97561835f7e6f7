import { definePlugin, type LibraryCall } from '../plugin.js'
import { callBacks, clientOf, send } from '../send.js'
import { library, origin, UNDEFINED, type Value } from '../value.js'

const SERVICES: Record<string, string> = {
  '@aws-sdk/client-ses': 'mail',
  '@aws-sdk/client-sesv2': 'mail',
  '@aws-sdk/client-sns': 'sms',
  '@aws-sdk/client-s3': 'storage',
  '@aws-sdk/lib-storage': 'storage',
  '@aws-sdk/s3-request-presigner': 'storage',
  '@aws-sdk/client-bedrock-runtime': 'ai',
  '@aws-sdk/client-sqs': 'queue',
  '@aws-sdk/client-lambda': 'function',
  'aws:client': '',
  'aws:command': '',
}

/** AWS, both versions of its SDK: a client is sent commands. https://docs.aws.amazon.com/AWSJavaScriptSDK/v3/latest/ */
export default definePlugin({
  name: 'aws',
  libraries: [...Object.keys(SERVICES), 'aws-sdk'],
  call(call) {
    const service = (call.on.data['service'] as string | undefined) ?? SERVICES[call.library] ?? 'aws'
    if (call.library === 'aws-sdk') return call.isNew ? clientOf('aws', { service: OLD[call.method] ?? 'aws' }) : undefined
    if (call.isNew && call.path.endsWith('Command')) return library('aws:command', call.path, { service }, call.args)
    if (call.isNew) return clientOf('aws', { service })
    if (call.library === 'aws:client') return request(call, service)
    if (call.path === 'getSignedUrl') return command(call, service, call.args[1], 'getSignedUrl')
    return undefined
  },
})

const OLD: Record<string, string> = { SES: 'mail', SESV2: 'mail', SNS: 'sms', S3: 'storage', SQS: 'queue', Lambda: 'function' }

function request(call: LibraryCall, service: string): Value {
  if (call.method === 'send' && call.args[0]?.k === 'library') return command(call, service, call.args[0])
  // Of the old SDK, which takes a callback or gives something with `.promise()`.
  const answer = send(call, service)
  callBacks(call, [origin('error', [], { at: call.at }), answer])
  return answer
}

function command(call: LibraryCall, service: string, what: Value | undefined, name?: string): Value {
  if (what?.k !== 'library') return UNDEFINED
  return send(
    call,
    service,
    name ?? what.path.replace(/Command$/, '').replace(/^./, letter => letter.toLowerCase()),
    what.args[0] ?? UNDEFINED,
  )
}
