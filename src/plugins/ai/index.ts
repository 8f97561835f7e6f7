import { definePlugin, type LibraryCall } from '../plugin.js'
import { clientOf, inputOf, send } from '../send.js'
import { object, UNDEFINED, type Value } from '../value.js'
import { runTools, written } from './tools.js'

const PACKAGES = [
  'openai',
  '@anthropic-ai/sdk',
  'groq-sdk',
  '@google/generative-ai',
  '@google/genai',
  '@google-cloud/vertexai',
  '@mistralai/mistralai',
  'cohere-ai',
  'together-ai',
  'replicate',
  '@huggingface/inference',
  'ollama',
  '@azure/openai',
  '@openrouter/sdk',
  '@openrouter/ai-sdk-provider',
  'elevenlabs',
  '@elevenlabs/elevenlabs-js',
  '@fal-ai/client',
  '@fal-ai/serverless-client',
  'cerebras-cloud-sdk',
  '@cerebras/cerebras_cloud_sdk',
  '@langchain/openai',
  '@langchain/anthropic',
  '@langchain/google-genai',
  '@langchain/groq',
  '@langchain/mistralai',
  '@langchain/ollama',
  '@langchain/community',
  '@langchain/core',
  '@langchain/langgraph',
  'langchain',
  '@openai/agents',
  '@lovable.dev/ai',
]

/** SDKs of model makers, and LangChain: a client, and dotted operations on it. https://platform.openai.com/docs/api-reference */
export default definePlugin({
  name: 'ai',
  libraries: [...PACKAGES, 'ai:client'],
  call(call) {
    if (call.library === 'ai:client') return clientCall(call)
    if (/langchain/.test(call.library)) return chain(call)
    if (call.library === '@openai/agents') return agent(call)
    if (call.isNew) return clientOf('ai', { setup: call.args[0] })
    // Packages that give a client ready made: `ollama.chat`, `fal.subscribe`, `replicate.run`.
    if (/^(ollama|@fal-ai\/)/.test(call.library) && !/config/.test(call.method)) return ask(call)
    return undefined
  },
})

const STEPS =
  /^(getGenerativeModel|startChat|chats\.create|model|withStructuredOutput|bindTools|bind|withConfig|pipe|withFallbacks|withRetry|models|asTool)$/
const QUIET = /^(on|once|off|abort|countTokens|models\.(list|retrieve)|getHistory|getTools|toReadableStream)$/

function clientCall(call: LibraryCall): Value | undefined {
  if (STEPS.test(call.path) || STEPS.test(call.method)) {
    const tools = call.method === 'bindTools' ? call.args[0] : call.on.data['tools']
    return clientOf('ai', {
      setup: call.method === 'pipe' ? call.on.data['setup'] : call.args[0],
      tools: tools ?? toolsIn(call, call.args[0]),
    })
  }
  if (QUIET.test(call.path)) return undefined
  return ask(call)
}

function toolsIn(call: LibraryCall, options: Value | undefined): Value | undefined {
  const tools = options?.k === 'object' ? call.run.get(options, 'tools') : undefined
  return tools?.k === 'list' || tools?.k === 'object' ? tools : undefined
}

function ask(call: LibraryCall): Value {
  const setup = call.on.data['setup'] as Value | undefined
  const given = inputOf('send', call.args)
  // What a model was set up with (its instructions, its tools) is part of what it is asked; the key it is called with is not.
  const told =
    setup?.k === 'object'
      ? object([...setup.props].filter(([key]) => !/key|url|token|org|header|browser|timeout|retries/i.test(key)))
      : undefined
  send(
    call,
    'ai',
    undefined,
    told?.props.size
      ? object([
          ['options', told],
          ['input', given],
        ])
      : given,
  )
  runTools(call, (call.on.data['tools'] as Value | undefined) ?? toolsIn(call, call.args[0]))
  return written(call.at)
}

/** LangChain's models, prompts, chains and agents all have `invoke`. https://js.langchain.com */
function chain(call: LibraryCall): Value | undefined {
  if (/^(invoke|stream|batch|call|predict|run|streamEvents|generate)$/.test(call.method)) return ask(call)
  if (call.path === 'tool')
    return object([
      ['execute', call.args[0] ?? UNDEFINED],
      ['name', call.args[1] ? call.run.get(call.args[1], 'name') : UNDEFINED],
    ])
  if (call.isNew && /Tool$/.test(call.path)) return call.args[0]
  if (call.isNew && /Chat|Model|LLM|OpenAI|Agent|Chain|Executor|Groq|Mistral|Ollama/.test(call.path))
    return clientOf('ai', { setup: call.args[0], tools: toolsIn(call, call.args[0]) })
  if (/^create\w*Agent$/.test(call.path)) return clientOf('ai', { setup: call.args[0], tools: toolsIn(call, call.args[0]) })
  if (call.method === 'pipe' || /^from(Template|Messages)$/.test(call.method))
    return clientOf('ai', { setup: object([['prompt', call.args[0]?.k === 'library' ? UNDEFINED : (call.args[0] ?? UNDEFINED)]]) })
  return call.method === 'from' && call.args[0]?.k === 'list' ? clientOf('ai', { setup: undefined }) : undefined
}

/** https://openai.github.io/openai-agents-js */
function agent(call: LibraryCall): Value | undefined {
  if (call.path === 'tool') return call.args[0]
  if (call.isNew) return clientOf('ai', { setup: call.args[0], tools: toolsIn(call, call.args[0]) })
  if (call.path !== 'run') return undefined
  const [who, input] = call.args
  const setup = who?.k === 'library' ? (who.data['setup'] as Value | undefined) : undefined
  send(
    call,
    'ai',
    'run',
    object([
      ['options', setup ?? UNDEFINED],
      ['input', input ?? UNDEFINED],
    ]),
  )
  if (who?.k === 'library') runTools(call, who.data['tools'] as Value | undefined)
  return written(call.at)
}
