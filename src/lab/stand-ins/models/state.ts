import type { Run } from '../define.js'
import type { Fields } from '../fields.js'

/** One tool that the app offered, whichever service's words it used. */
export interface OfferedTool {
  readonly name: string
  readonly description: string
  readonly schema: Fields
}

/** One thing that was said to the model, flattened to text. */
export interface Said {
  readonly role: 'system' | 'user' | 'assistant' | 'tool'
  readonly text: string
  /** A tool's answer names the call that it answers. */
  readonly call?: string
}

/** One request to a model, in words that all services share. */
export interface Prompt {
  readonly service: string
  readonly model: string
  readonly said: readonly Said[]
  readonly tools: readonly OfferedTool[]
  /** The schema that the answer must fit; `{}` for any JSON object. */
  readonly schema: Fields | undefined
  readonly most: number | undefined
  readonly stream: boolean
}

export interface ToolCall {
  readonly id: string
  readonly name: string
  readonly input: Fields
}

/** What the model answers. */
export interface Reply {
  readonly text: string
  readonly calls: readonly ToolCall[]
}

export interface ModelState {
  readonly prompts: Prompt[]
  /** Calls that the hostile model made, in order. */
  readonly made: ToolCall[]
  hostile: HostilePlan | undefined
  /** The text that the next answers give, whoever asks. */
  say: string | undefined
}

/** What the hostile model does with each tool it is offered. */
export interface HostilePlan {
  /** Arguments by tool; a list is one call each. A tool that is not named is called with made-up arguments. */
  readonly plan: Readonly<Record<string, Fields | readonly Fields[]>>
  /** Values for arguments by name or by the end of it (`id`, `userId`, `email`): another tenant's. */
  readonly ids: Fields
  /** Tools to leave alone. */
  readonly except: readonly string[]
  /** How many calls in one answer; the rest follow in the next. */
  readonly atOnce: number
}

export type ModelRun = Run<ModelState>
