import type { OutsideAnswer } from '../../stand-in.js'
import { events, json } from '../answer.js'
import { reply } from './reply.js'
import type { ModelRun, Prompt, Reply } from './state.js'
import { pieces, usage } from './tokens.js'

/** `POST /v1/chat/completions`. */
export function chat(run: ModelRun, prompt: Prompt, wantsUsage: boolean): OutsideAnswer {
  const answer = reply(run, prompt)
  const base = { id: run.name('chatcmpl'), created: run.seconds(), model: prompt.model, system_fingerprint: 'fp_lab' }
  const calls = answer.calls.map(call => ({
    id: call.id,
    type: 'function',
    function: { name: call.name, arguments: JSON.stringify(call.input) },
  }))
  const finish = calls.length > 0 ? 'tool_calls' : 'stop'
  if (prompt.stream) return events(chunks(base, prompt, answer, calls, finish, wantsUsage))
  const message = {
    role: 'assistant',
    content: calls.length > 0 ? null : answer.text,
    refusal: null,
    ...(calls.length > 0 ? { tool_calls: calls } : {}),
  }
  return json(200, {
    ...base,
    object: 'chat.completion',
    choices: [{ index: 0, finish_reason: finish, logprobs: null, message }],
    usage: counted(prompt, answer),
  })
}

function* chunks(
  base: object,
  prompt: Prompt,
  answer: Reply,
  calls: readonly object[],
  finish: string,
  wantsUsage: boolean,
): Iterable<{ readonly data: unknown }> {
  const chunk = (delta: object, finish_reason: string | null = null) => ({
    data: { ...base, object: 'chat.completion.chunk', choices: [{ index: 0, delta, finish_reason, logprobs: null }] },
  })
  yield chunk({ role: 'assistant', content: '' })
  for (const content of pieces(answer.text)) yield chunk({ content })
  for (const [index, call] of calls.entries()) yield chunk({ tool_calls: [{ index, ...call }] })
  yield chunk({}, finish)
  if (wantsUsage) yield { data: { ...base, object: 'chat.completion.chunk', choices: [], usage: counted(prompt, answer) } }
  yield { data: '[DONE]' }
}

function counted(prompt: Prompt, answer: Reply): object {
  const { input, output } = usage(prompt, answer)
  return { prompt_tokens: input, completion_tokens: output, total_tokens: input + output }
}
