import type { OutsideRequest } from '../../stand-in.js'
import { json } from '../answer.js'
import { defineStandIn, type StandInDefinition } from '../define.js'
import { isFields, text } from '../fields.js'
import { anthropic } from './anthropic.js'
import { gemini } from './gemini.js'
import { planOf } from './hostile.js'
import { openai } from './openai.js'
import type { ModelState } from './state.js'

const GOOGLE = /^(generativelanguage|[\w-]*aiplatform)\.googleapis\.com$/
const SPEAKS_OPENAI =
  /^(api\.openai\.com|[\w-]+\.openai\.azure\.com|openrouter\.ai|api\.groq\.com|api\.mistral\.ai|api\.deepseek\.com|api\.x\.ai|ai\.gateway\.lovable\.dev|ai-gateway\.vercel\.sh|api\.together\.(xyz|ai)|api\.fireworks\.ai|api\.perplexity\.ai|api\.cerebras\.ai|integrate\.api\.nvidia\.com|router\.huggingface\.co|api\.moonshot\.(ai|cn)|dashscope(-intl)?\.aliyuncs\.com|api\.v0\.dev|inference\.baseten\.co)$/

/**
 * Language models. Commands: `prompts` (what they were sent), `hostile` ({plan?, ids?, except?, atOnce?}: calls every tool, tells
 * everything; `false` ends it), `say` (a text that answers give), `calls` (tool calls that the hostile model made), `forget`.
 */
const definition: StandInDefinition<ModelState> = {
  name: 'models',
  hosts: host => SPEAKS_OPENAI.test(host) || GOOGLE.test(host) || host === 'api.anthropic.com',
  start: () => ({ prompts: [], made: [], hostile: undefined, say: undefined }),
  answer(request, run) {
    if (request.host === 'api.anthropic.com') return anthropic(request, run)
    if (GOOGLE.test(request.host) && !request.path.includes('/openai/')) return gemini(request, run)
    return openai(request, run)
  },
  failure: request => down(request),
  controls: {
    prompts: (_input, run) => structuredClone(run.state.prompts),
    calls: (_input, run) => structuredClone(run.state.made),
    hostile(input, run, raw) {
      run.state.hostile = raw === false ? undefined : planOf(isFields(raw) ? input : {})
      return { hostile: raw !== false }
    },
    say(input, run, raw) {
      run.state.say = text(raw) ?? text(input['text'])
      return { say: run.state.say }
    },
    forget(_input, run) {
      run.state.prompts.length = 0
      run.state.made.length = 0
      return {}
    },
  },
}

export const models = defineStandIn(definition)

function down(request: OutsideRequest) {
  if (request.host === 'api.anthropic.com') return json(529, { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } })
  if (GOOGLE.test(request.host))
    return json(503, { error: { code: 503, message: 'The model is overloaded. Please try again later.', status: 'UNAVAILABLE' } })
  const message = 'The server had an error while processing your request. Sorry about that!'
  return json(500, { error: { message, type: 'server_error', param: null, code: null } })
}
