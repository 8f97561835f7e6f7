import type { OutsideAnswer, OutsideRequest } from '../../stand-in.js'
import { json } from '../answer.js'
import { fields, items, parseJson } from '../fields.js'
import { chat } from './chat.js'
import { more } from './openai-more.js'
import { readChat, readResponse } from './openai-read.js'
import { responses } from './responses.js'
import type { ModelRun } from './state.js'

export function openai(request: OutsideRequest, run: ModelRun): OutsideAnswer | undefined {
  const refuse = (status: number, message: string, type: string) => json(status, { error: { message, type, param: null, code: null } })
  if (!request.headers['authorization'] && !request.headers['api-key']) {
    return refuse(401, "You didn't provide an API key.", 'invalid_request_error')
  }
  if (request.method !== 'POST' || !/\/(chat\/completions|responses)$/.test(request.path)) {
    return more(request, run) ?? refuse(404, `Invalid URL (${request.method} ${request.path})`, 'invalid_request_error')
  }
  const body = fields(parseJson(request.body))
  if (request.path.endsWith('/responses')) return responses(run, readResponse(body, request.host), body)
  if (items(body['messages']).length === 0) return refuse(400, "Missing required parameter: 'messages'.", 'invalid_request_error')
  return chat(run, readChat(body, request.host), fields(body['stream_options'])['include_usage'] === true)
}
