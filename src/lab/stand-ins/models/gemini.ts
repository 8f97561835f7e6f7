import type { OutsideAnswer, OutsideRequest } from '../../stand-in.js'
import { events, json } from '../answer.js'
import { fields, items, numeric, parseJson, text, type Fields } from '../fields.js'
import { vector } from './openai-more.js'
import { flat } from './openai-read.js'
import { reply } from './reply.js'
import type { ModelRun, Prompt, Reply, Said } from './state.js'
import { pieces, usage } from './tokens.js'

/** Google's `models/…:generateContent` and its kin; its OpenAI-compatible path is answered there. */
export function gemini(request: OutsideRequest, run: ModelRun): OutsideAnswer {
  const refuse = (status: number, code: string, message: string) => json(status, { error: { code: status, message, status: code } })
  const [, model = '', verb = ''] = /models\/([^:/]+)(?::(\w+))?/.exec(decodeURIComponent(request.path)) ?? []
  if (!request.headers['x-goog-api-key'] && !request.query.get('key') && !request.headers['authorization']) {
    return refuse(403, 'PERMISSION_DENIED', 'Method doesn’t allow unregistered callers.')
  }
  const body = fields(parseJson(request.body))
  if (verb === 'embedContent') return json(200, { embedding: { values: vector(flat(fields(body['content'])['parts']), 768) } })
  if (verb === 'batchEmbedContents') {
    const all = items(body['requests']).map(each => ({ values: vector(flat(fields(fields(each)['content'])['parts']), 768) }))
    return json(200, { embeddings: all })
  }
  if (verb === 'countTokens') return json(200, { totalTokens: usage(read(body, model, false), { text: '', calls: [] }).input })
  if (verb !== 'generateContent' && verb !== 'streamGenerateContent') return refuse(404, 'NOT_FOUND', 'Requested entity was not found.')
  const prompt = read(body, model, verb === 'streamGenerateContent')
  const answer = reply(run, prompt)
  if (!prompt.stream) return json(200, candidate(prompt, answer, parts(answer), true))
  const chunks = answer.calls.length > 0 ? [parts(answer)] : pieces(answer.text).map(piece => [{ text: piece }])
  const all = chunks.map((each, index) => candidate(prompt, answer, each, index === chunks.length - 1))
  return request.query.get('alt') === 'sse' ? events(all.map(data => ({ data }))) : json(200, all)
}

function parts(answer: Reply): readonly Fields[] {
  if (answer.calls.length === 0) return [{ text: answer.text }]
  return answer.calls.map(call => ({ functionCall: { id: call.id, name: call.name, args: call.input } }))
}

function candidate(prompt: Prompt, answer: Reply, content: readonly Fields[], last: boolean): object {
  const { input, output } = usage(prompt, answer)
  return {
    candidates: [{ content: { role: 'model', parts: content }, index: 0, safetyRatings: [], ...(last ? { finishReason: 'STOP' } : {}) }],
    usageMetadata: { promptTokenCount: input, candidatesTokenCount: output, totalTokenCount: input + output },
    modelVersion: prompt.model,
  }
}

function read(body: Fields, model: string, stream: boolean): Prompt {
  const config = fields(body['generationConfig'] ?? body['generation_config'])
  const system = flat(fields(body['systemInstruction'] ?? body['system_instruction'])['parts'])
  const said = items(body['contents']).flatMap(each => {
    const content = fields(each)
    return items(content['parts']).map((part): Said => {
      const response = fields(fields(part)['functionResponse'])
      if (response['name'] !== undefined) {
        return { role: 'tool', text: JSON.stringify(response['response']), call: String(response['id'] ?? response['name']) }
      }
      return { role: content['role'] === 'model' ? 'assistant' : 'user', text: text(fields(part)['text']) ?? '' }
    })
  })
  const wantsJson = text(config['responseMimeType']) === 'application/json'
  return {
    service: 'gemini',
    model,
    said: system === '' ? said : [{ role: 'system', text: system }, ...said],
    tools: items(body['tools'])
      .flatMap(each => items(fields(each)['functionDeclarations'] ?? fields(each)['function_declarations']))
      .map(fields)
      .map(each => ({
        name: String(each['name']),
        description: text(each['description']) ?? '',
        schema: fields(each['parameters'] ?? each['parametersJsonSchema']),
      })),
    schema: wantsJson ? fields(config['responseSchema'] ?? config['responseJsonSchema']) : undefined,
    most: numeric(config['maxOutputTokens']),
    stream,
  }
}
