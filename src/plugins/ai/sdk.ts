import { definePlugin, type LibraryCall } from '../plugin.js'
import { callBack, clientOf, isCallable, send } from '../send.js'
import { library, type LibraryValue, object, UNDEFINED, UNKNOWN, type Value } from '../value.js'
import { runTools, written } from './tools.js'

const GENERATES = /^(experimental_)?(generate(Text|Object|Image|Speech|Video)|stream(Text|Object|UI)|embed|embedMany|transcribe|rerank)$/
const CALLBACKS = /^on[A-Z]|^prepareStep$|^experimental_(onStepFinish|prepareStep)$/

/** The AI SDK. https://ai-sdk.dev/docs/reference */
export default definePlugin({
  name: 'ai-sdk',
  libraries: ['ai', 'ai/rsc', '@ai-sdk/rsc', 'ai:answer', 'ai:agent'],
  get: (of, key) =>
    of.library === 'ai:answer' && !/^(to|pipe|consume|merge)/.test(key) ? written({ file: '', line: 0 }, [key]) : undefined,
  call(call) {
    if (call.library === 'ai:answer') return answerCall(call)
    if (call.library === 'ai:agent')
      return /^(generate|stream|respond)$/.test(call.method) ? ask(call, call.on.args[0], call.args[0]) : undefined
    if (call.isNew && /Agent$/.test(call.path)) return library('ai:agent', '', {}, call.args)
    if (call.isNew) return call.args[0] ?? clientOf('ai')
    if (GENERATES.test(call.method)) return ask(call, call.args[0], undefined)
    if (/^(tool|dynamicTool|convertTo\w*Messages|validateUIMessages|pruneMessages)$/.test(call.method)) return call.args[0] ?? UNKNOWN
    if (/^create\w*(Stream|StreamResponse)$/.test(call.method)) return stream(call)
    return undefined
  },
})

function ask(call: LibraryCall, options: Value | undefined, more: Value | undefined): Value {
  const input =
    more && options
      ? object([
          ['options', options],
          ['input', more],
        ])
      : (options ?? UNDEFINED)
  send(call, 'ai', call.method, input)
  if (options) {
    runTools(call, call.run.get(options, 'tools'))
    if (options.k === 'object') for (const [key, value] of options.props) if (CALLBACKS.test(key)) callBack(call, value, [written(call.at)])
  }
  const answer: LibraryValue = library('ai:answer', '', {})
  answer.result = written(call.at)
  return answer
}

/** `result.toUIMessageStreamResponse()` answers the request with what the model writes. */
function answerCall(call: LibraryCall): Value | undefined {
  if (/^to\w*Response$/.test(call.method))
    call.run.emit({ kind: 'respond', how: 'text', status: undefined, body: written(call.at) }, call.at)
  else if (/^pipe\w*ToResponse$/.test(call.method))
    call.run.emit({ kind: 'respond', how: 'text', status: undefined, body: written(call.at) }, call.at)
  else return undefined
  const [options] = call.args
  if (options?.k === 'object') for (const [key, value] of options.props) if (CALLBACKS.test(key)) callBack(call, value, [written(call.at)])
  return library('web:response', 'response', {})
}

function stream(call: LibraryCall): Value {
  const [options] = call.args
  if (options?.k === 'object') {
    const writer = object([
      ['writer', library('ai:writer', '')],
      ['dataStream', library('ai:writer', '')],
    ])
    const execute = options.props.get('execute')
    if (isCallable(execute)) callBack(call, execute, [writer])
    for (const [key, value] of options.props) if (CALLBACKS.test(key)) callBack(call, value, [written(call.at)])
  }
  if (call.method.endsWith('Response')) {
    call.run.emit({ kind: 'respond', how: 'text', status: undefined, body: written(call.at) }, call.at)
    return library('web:response', 'response', {})
  }
  return UNKNOWN
}
