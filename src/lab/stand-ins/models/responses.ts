import type { OutsideAnswer } from '../../stand-in.js'
import { events, json } from '../answer.js'
import type { Fields } from '../fields.js'
import { reply } from './reply.js'
import type { ModelRun, Prompt, Reply } from './state.js'
import { pieces, usage } from './tokens.js'

/** `POST /v1/responses`. */
export function responses(run: ModelRun, prompt: Prompt, body: Fields): OutsideAnswer {
  const answer = reply(run, prompt)
  const base = {
    id: run.name('resp'),
    object: 'response',
    created_at: run.seconds(),
    error: null,
    incomplete_details: null,
    instructions: body['instructions'] ?? null,
    metadata: body['metadata'] ?? {},
    model: prompt.model,
    parallel_tool_calls: true,
    previous_response_id: body['previous_response_id'] ?? null,
    tool_choice: body['tool_choice'] ?? 'auto',
    tools: body['tools'] ?? [],
  }
  const output = items(run, answer)
  const { input, output: out } = usage(prompt, answer)
  const done = { ...base, status: 'completed', output, usage: { input_tokens: input, output_tokens: out, total_tokens: input + out } }
  return prompt.stream ? events(stream(base, done, output, answer)) : json(200, done)
}

function items(run: ModelRun, answer: Reply): readonly Fields[] {
  if (answer.calls.length > 0) {
    return answer.calls.map(call => ({
      id: run.name('fc'),
      type: 'function_call',
      call_id: call.id,
      name: call.name,
      arguments: JSON.stringify(call.input),
      status: 'completed',
    }))
  }
  const content = [{ type: 'output_text', text: answer.text, annotations: [], logprobs: [] }]
  return [{ id: run.name('msg'), type: 'message', role: 'assistant', status: 'completed', content }]
}

function* stream(
  base: object,
  done: object,
  output: readonly Fields[],
  answer: Reply,
): Iterable<{ readonly event: string; readonly data: unknown }> {
  let sequence = 0
  const send = (type: string, rest: object) => ({ event: type, data: { type, sequence_number: sequence++, ...rest } })
  yield send('response.created', { response: { ...base, status: 'in_progress', output: [] } })
  for (const [output_index, item] of output.entries()) {
    const place = { output_index, item_id: item['id'] }
    if (item['type'] === 'function_call') {
      yield send('response.output_item.added', { output_index, item: { ...item, arguments: '', status: 'in_progress' } })
      yield send('response.function_call_arguments.delta', { ...place, delta: item['arguments'] })
      yield send('response.function_call_arguments.done', { ...place, name: item['name'], arguments: item['arguments'] })
    } else {
      yield send('response.output_item.added', { output_index, item: { ...item, content: [], status: 'in_progress' } })
      const part = { type: 'output_text', text: '', annotations: [], logprobs: [] }
      yield send('response.content_part.added', { ...place, content_index: 0, part })
      for (const delta of pieces(answer.text)) yield send('response.output_text.delta', { ...place, content_index: 0, delta, logprobs: [] })
      yield send('response.output_text.done', { ...place, content_index: 0, text: answer.text, logprobs: [] })
      yield send('response.content_part.done', { ...place, content_index: 0, part: { ...part, text: answer.text } })
    }
    yield send('response.output_item.done', { output_index, item })
  }
  yield send('response.completed', { response: done })
}
