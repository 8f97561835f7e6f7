import type { OutsideAnswer, OutsideRequest } from '../../stand-in.js'
import { events, json } from '../answer.js'
import { fields, items, numeric, parseJson, text, type Fields } from '../fields.js'
import { flat } from './openai-read.js'
import { reply } from './reply.js'
import type { ModelRun, Prompt, Reply, Said } from './state.js'
import { pieces, usage } from './tokens.js'

/** `POST /v1/messages`. */
export function anthropic(request: OutsideRequest, run: ModelRun): OutsideAnswer {
  const refuse = (status: number, type: string, message: string) => json(status, { type: 'error', error: { type, message } })
  if (!request.headers['x-api-key'] && !request.headers['authorization'])
    return refuse(401, 'authentication_error', 'x-api-key header is required')
  if (request.path === '/v1/models') return json(200, { data: [{ type: 'model', id: 'claude-lab', display_name: 'Lab' }], has_more: false })
  const body = fields(parseJson(request.body))
  if (request.path === '/v1/messages/count_tokens') return json(200, { input_tokens: usage(read(body), { text: '', calls: [] }).input })
  if (request.path !== '/v1/messages') return refuse(404, 'not_found_error', 'Not found')
  for (const name of ['model', 'max_tokens', 'messages']) {
    if (body[name] === undefined) return refuse(400, 'invalid_request_error', `${name}: Field required`)
  }
  const prompt = read(body)
  const answer = reply(run, prompt)
  const { input, output } = usage(prompt, answer)
  const blocks: readonly Fields[] =
    answer.calls.length > 0
      ? answer.calls.map(call => ({ type: 'tool_use', id: call.id, name: call.name, input: call.input }))
      : [{ type: 'text', text: answer.text }]
  const message = {
    id: run.name('msg'),
    type: 'message',
    role: 'assistant',
    model: prompt.model,
    content: blocks,
    stop_reason: answer.calls.length > 0 ? 'tool_use' : 'end_turn',
    stop_sequence: null,
    usage: { input_tokens: input, output_tokens: output, cache_creation_input_tokens: 0, cache_read_input_tokens: 0 },
  }
  return prompt.stream ? events(stream(message, blocks, answer, output)) : json(200, message)
}

function read(body: Fields): Prompt {
  const said = items(body['messages']).flatMap(each => {
    const message = fields(each)
    const role = message['role'] === 'assistant' ? 'assistant' : 'user'
    if (typeof message['content'] === 'string') return [{ role, text: message['content'] } satisfies Said]
    return items(message['content']).map((part): Said => {
      const block = fields(part)
      if (block['type'] === 'tool_result') return { role: 'tool', text: flat(block['content']), call: String(block['tool_use_id']) }
      return { role, text: text(block['text']) ?? (block['type'] === 'tool_use' ? JSON.stringify(block['input']) : '') }
    })
  })
  const system = flat(body['system'])
  return {
    service: 'anthropic',
    model: text(body['model']) ?? '',
    said: system === '' ? said : [{ role: 'system', text: system }, ...said],
    tools: items(body['tools'])
      .map(fields)
      .filter(each => each['input_schema'] !== undefined)
      .map(each => ({ name: String(each['name']), description: text(each['description']) ?? '', schema: fields(each['input_schema']) })),
    schema: undefined,
    most: numeric(body['max_tokens']),
    stream: body['stream'] === true,
  }
}

function* stream(
  message: Fields,
  blocks: readonly Fields[],
  answer: Reply,
  output: number,
): Iterable<{ readonly event: string; readonly data: unknown }> {
  const send = (type: string, rest: object) => ({ event: type, data: { type, ...rest } })
  yield send('message_start', { message: { ...message, content: [], stop_reason: null } })
  for (const [index, block] of blocks.entries()) {
    const isText = block['type'] === 'text'
    yield send('content_block_start', { index, content_block: isText ? { type: 'text', text: '' } : { ...block, input: {} } })
    const parts = isText ? pieces(answer.text) : pieces(JSON.stringify(block['input']))
    for (const part of parts) {
      yield send('content_block_delta', {
        index,
        delta: isText ? { type: 'text_delta', text: part } : { type: 'input_json_delta', partial_json: part },
      })
    }
    yield send('content_block_stop', { index })
  }
  yield send('message_delta', { delta: { stop_reason: message['stop_reason'], stop_sequence: null }, usage: { output_tokens: output } })
  yield send('message_stop', {})
}
