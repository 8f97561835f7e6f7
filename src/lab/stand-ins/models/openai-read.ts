import { fields, items, numeric, text, type Fields } from '../fields.js'
import type { OfferedTool, Prompt, Said } from './state.js'

/** Text of a message, whose content is text or parts. */
export function flat(content: unknown): string {
  if (typeof content === 'string') return content
  return items(content)
    .map(part => text(fields(part)['text']) ?? text(fields(part)['output']) ?? (typeof part === 'string' ? part : ''))
    .filter(Boolean)
    .join('\n')
}

function role(value: unknown): Said['role'] {
  if (value === 'developer' || value === 'system') return 'system'
  return value === 'assistant' || value === 'tool' ? value : value === 'function' ? 'tool' : 'user'
}

export function readChat(body: Fields, service: string): Prompt {
  const said = items(body['messages']).map(each => {
    const message = fields(each)
    const call = text(message['tool_call_id']) ?? text(message['name'])
    return { role: role(message['role']), text: flat(message['content']), ...(call === undefined ? {} : { call }) }
  })
  const functions = items(body['functions']).map(each => tool(fields(each)))
  const tools = items(body['tools']).map(each => tool(fields(fields(each)['function'])))
  const format = fields(body['response_format'])
  const schema =
    format['type'] === 'json_schema' ? fields(fields(format['json_schema'])['schema']) : format['type'] === 'json_object' ? {} : undefined
  return {
    service,
    model: text(body['model']) ?? '',
    said,
    tools: body['tool_choice'] === 'none' ? [] : [...tools, ...functions],
    schema,
    most: numeric(body['max_completion_tokens']) ?? numeric(body['max_tokens']),
    stream: body['stream'] === true,
  }
}

export function readResponse(body: Fields, service: string): Prompt {
  const input = typeof body['input'] === 'string' ? [{ role: 'user', content: body['input'] }] : items(body['input'])
  const said = input.map((each): Said => {
    const item = fields(each)
    if (item['type'] === 'function_call_output') return { role: 'tool', text: flat(item['output']), call: String(item['call_id']) }
    if (item['type'] === 'function_call') return { role: 'assistant', text: String(item['arguments'] ?? '') }
    return { role: role(item['role']), text: flat(item['content']) }
  })
  const instructions = text(body['instructions'])
  const format = fields(fields(body['text'])['format'])
  return {
    service,
    model: text(body['model']) ?? '',
    said: instructions === undefined ? said : [{ role: 'system', text: instructions }, ...said],
    tools: items(body['tools'])
      .map(fields)
      .filter(each => each['type'] === 'function')
      .map(tool),
    schema: format['type'] === 'json_schema' ? fields(format['schema']) : format['type'] === 'json_object' ? {} : undefined,
    most: numeric(body['max_output_tokens']),
    stream: body['stream'] === true,
  }
}

function tool(each: Fields): OfferedTool {
  return { name: String(each['name']), description: text(each['description']) ?? '', schema: fields(each['parameters']) }
}
