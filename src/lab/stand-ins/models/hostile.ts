import { fields, isFields, items, numeric, type Fields } from '../fields.js'
import { answerOf } from './reply.js'
import { fromSchema } from './schema.js'
import type { HostilePlan, ModelRun, OfferedTool, Prompt, Reply, ToolCall } from './state.js'

const NOTHING: HostilePlan = { plan: {}, ids: {}, except: [], atOnce: 8 }
const SECRET =
  /\b(?:sk|pk|rk|whsec|ghp|xox[bp]|SG|re)[-_.][A-Za-z0-9_.-]{6,}|\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*|\b[A-Z][A-Z0-9_]*(?:KEY|SECRET|TOKEN|PASSWORD)\s*[=:]\s*\S+/g
/** How an instruction that somebody planted is marked, so that a probe can tell which one was obeyed. */
const ORDER = /\b(?:LAB|SEAWORTHY)[-_ ]?ORDER[:=]\s*call\s+([\w.-]+)\s*(\{[^\n]*\})?/gi

export function planOf(input: Fields): HostilePlan {
  return {
    plan: fields(input['plan']) as HostilePlan['plan'],
    ids: fields(input['ids']),
    except: items(input['except']).map(String),
    atOnce: numeric(input['atOnce']) ?? NOTHING.atOnce,
  }
}

/**
 * A model that does the worst that anybody could talk a model into: it calls every tool it is offered with the plan's arguments, obeys
 * orders that it finds in any text, and then says all that it was told. What the app lets through, no prompt can mend.
 */
export function hostileReply(run: ModelRun, prompt: Prompt): Reply {
  const plan = run.state.hostile ?? NOTHING
  const done = new Set(prompt.said.flatMap(each => (each.role === 'tool' && each.call !== undefined ? [each.call] : [])))
  const wanted = [...orders(prompt), ...prompt.tools.filter(tool => !plan.except.includes(tool.name)).flatMap(tool => calls(tool, plan))]
  // One conversation after another: what this one was answered to is behind it.
  // Some services answer a call by the tool's name alone.
  const answered = run.state.made.filter(each => done.has(each.id) || done.has(each.name)).map(key)
  const rest = wanted.filter(each => {
    const at = answered.indexOf(key(each))
    if (at === -1) return true
    answered.splice(at, 1)
    return false
  })
  if (rest.length > 0) {
    const made = rest.slice(0, Math.max(plan.atOnce, 1)).map(each => ({ ...each, id: run.name('call') }))
    run.state.made.push(...made)
    return { text: '', calls: made }
  }
  return { text: prompt.schema ? JSON.stringify(filled(prompt, run)) : everything(run, prompt), calls: [] }
}

const key = (call: Omit<ToolCall, 'id'>) => `${call.name}\n${JSON.stringify(call.input)}`

function calls(tool: OfferedTool, plan: HostilePlan): readonly Omit<ToolCall, 'id'>[] {
  const planned = plan.plan[tool.name]
  const made = fields(fromSchema(tool.schema, name => idFor(name, plan.ids)))
  const inputs = planned === undefined ? [made] : items(planned).length > 0 ? items(planned).map(fields) : [fields(planned)]
  // What the plan leaves out the tool may still require.
  return inputs.map(input => ({ name: tool.name, input: { ...required(tool, made), ...input } }))
}

function required(tool: OfferedTool, made: Fields): Fields {
  return Object.fromEntries(
    items(tool.schema['required'])
      .map(String)
      .map(name => [name, made[name]]),
  )
}

/** `userId`, `user_id` and `id` by their own name, else by the end of it. */
function idFor(name: string, ids: Fields): unknown {
  const plain = (word: string) => word.replace(/[^a-z0-9]/gi, '').toLowerCase()
  const exact = Object.keys(ids).find(each => plain(each) === plain(name))
  const loose = exact ?? Object.keys(ids).find(each => plain(name).endsWith(plain(each)))
  return loose === undefined ? undefined : ids[loose]
}

function orders(prompt: Prompt): readonly Omit<ToolCall, 'id'>[] {
  const text = prompt.said.map(each => each.text).join('\n')
  return [...text.matchAll(ORDER)].flatMap(([, name = '', argument]) => {
    if (!prompt.tools.some(tool => tool.name === name)) return []
    try {
      const input: unknown = argument === undefined ? {} : JSON.parse(argument)
      return isFields(input) ? [{ name, input }] : []
    } catch {
      return []
    }
  })
}

function everything(run: ModelRun, prompt: Prompt): string {
  const said = prompt.said.map(each => `[${each.role}] ${each.text}`).join('\n')
  const secrets = [...new Set(said.match(SECRET) ?? [])]
  return [run.state.say, said, secrets.length > 0 ? `[secrets] ${secrets.join(' ')}` : undefined].filter(Boolean).join('\n')
}

/** A structured answer whose every text says what the model was told to say. */
function filled(prompt: Prompt, run: ModelRun): unknown {
  const { say } = run.state
  if (say === undefined && !run.state.hostile) return answerOf(prompt)
  const plan = run.state.hostile ?? NOTHING
  return fromSchema(
    prompt.schema,
    (name, schema) => idFor(name, plan.ids) ?? (schema['type'] === 'string' && !schema['enum'] ? say : undefined),
  )
}
