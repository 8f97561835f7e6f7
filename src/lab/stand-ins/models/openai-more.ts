import { createHash } from 'node:crypto'
import type { OutsideAnswer, OutsideRequest } from '../../stand-in.js'
import { json } from '../answer.js'
import { fields, items, numeric, parseJson, text, type Fields } from '../fields.js'
import { flat } from './openai-read.js'
import type { ModelRun } from './state.js'
import { tokens } from './tokens.js'

const DIMENSIONS = 1536
/** One transparent pixel. */
const PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=='
const MODELS = ['gpt-4o', 'gpt-4o-mini', 'gpt-4.1', 'o3-mini', 'text-embedding-3-small', 'dall-e-3', 'whisper-1']

/** What else speaks OpenAI's words: embeddings, images, moderation, speech, the list of models. */
export function more(request: OutsideRequest, run: ModelRun): OutsideAnswer | undefined {
  const body = fields(parseJson(request.body))
  const path = request.path.replace(/^.*\/v1(beta)?(?=\/)/, '').replace(/^\/openai(?=\/)/, '')
  if (request.method === 'GET' && /^\/models\/?$/.test(path)) {
    return json(200, { object: 'list', data: MODELS.map(id => ({ id, object: 'model', created: 1_700_000_000, owned_by: 'lab' })) })
  }
  if (request.method !== 'POST') return undefined
  if (path.endsWith('/embeddings')) return embeddings(body)
  if (/\/images\/(generations|edits|variations)$/.test(path)) {
    const one =
      body['response_format'] === 'url'
        ? { url: 'https://images.example.test/lab.png' }
        : { b64_json: PIXEL, url: 'https://images.example.test/lab.png' }
    return json(200, { created: run.seconds(), data: Array.from({ length: Math.min(numeric(body['n']) ?? 1, 10) }, () => one) })
  }
  if (path.endsWith('/moderations')) {
    const inputs = typeof body['input'] === 'string' ? [body['input']] : items(body['input'])
    const results = inputs.map(() => ({
      flagged: false,
      categories: { hate: false, violence: false },
      category_scores: { hate: 0, violence: 0 },
    }))
    return json(200, { id: run.name('modr'), model: 'omni-moderation-latest', results })
  }
  if (/\/audio\/(transcriptions|translations)$/.test(path)) return json(200, { text: 'Words of the lab.' })
  if (path.endsWith('/audio/speech')) return { status: 200, headers: { 'content-type': 'audio/mpeg' }, body: Buffer.from('lab') }
  return undefined
}

/** Words that are alike have vectors that are alike: each word adds to its own places. */
export function vector(words: string, length: number): readonly number[] {
  const sums = Array.from({ length }, () => 0)
  for (const word of words.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? ['']) {
    const digest = createHash('sha256').update(word).digest()
    for (let at = 0; at < 16; at += 2) {
      const place = digest.readUInt16BE(at) % length
      sums[place] = (sums[place] ?? 0) + ((digest[at + 16] ?? 0) % 2 === 0 ? 1 : -1)
    }
  }
  const size = Math.hypot(...sums) || 1
  return sums.map(each => each / size)
}

function embeddings(body: Fields): OutsideAnswer {
  const inputs =
    typeof body['input'] === 'string' ? [body['input']] : items(body['input']).map(each => (typeof each === 'string' ? each : flat(each)))
  const data = inputs.map((each, index) => {
    const numbers = vector(each, numeric(body['dimensions']) ?? DIMENSIONS)
    const embedding = body['encoding_format'] === 'base64' ? Buffer.from(Float32Array.from(numbers).buffer).toString('base64') : numbers
    return { object: 'embedding', index, embedding }
  })
  const used = inputs.reduce((sum, each) => sum + tokens(each), 0)
  return json(200, { object: 'list', model: text(body['model']) ?? '', data, usage: { prompt_tokens: used, total_tokens: used } })
}
