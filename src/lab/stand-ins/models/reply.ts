import { hostileReply } from './hostile.js'
import { fromSchema } from './schema.js'
import type { ModelRun, Prompt, Reply } from './state.js'

/** What a model says: polite and the same each time, unless it was turned. */
export function reply(run: ModelRun, prompt: Prompt): Reply {
  run.state.prompts.push(prompt)
  if (run.mischief === 'hostile' || run.state.hostile) return hostileReply(run, prompt)
  if (run.state.say !== undefined) return { text: run.state.say, calls: [] }
  if (prompt.schema) return { text: JSON.stringify(answerOf(prompt)), calls: [] }
  const asked = prompt.said.findLast(each => each.role === 'user')?.text ?? ''
  return { text: `This is an answer of the lab's model to: ${asked.replace(/\s+/g, ' ').trim().slice(0, 120)}`, calls: [] }
}

/** JSON that fits the schema; for an app that only asked for "JSON", an object. */
export function answerOf(prompt: Prompt): unknown {
  const made = fromSchema(prompt.schema)
  return Object.keys(prompt.schema ?? {}).length === 0 ? { answer: 'This is an answer of the lab’s model.' } : made
}
