import type { Evidence } from '#base/evidence'
import type { Severity } from '#base/certainty'

/** How a word is meant. */
export type Tone = 'good' | 'bad' | 'warn' | 'plain'

/** A cell of a table: a sentence, or a word with its tone. */
export type Cell = string | { readonly text: string; readonly tone: Tone }

/** A piece of the handover, which every form of it (HTML, Markdown) prints in its own way. Texts may hold `code` in backticks. */
export type Block =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'head'; readonly text: string }
  /** Nothing to show, and why not. */
  | { readonly kind: 'absent'; readonly text: string }
  | { readonly kind: 'list'; readonly ordered?: true; readonly items: readonly string[] }
  | { readonly kind: 'ticks'; readonly items: readonly Tick[] }
  | { readonly kind: 'table'; readonly label: string; readonly head: readonly string[]; readonly rows: readonly (readonly Cell[])[] }
  | { readonly kind: 'pairs'; readonly label: string; readonly unit: string; readonly rows: readonly Pair[] }
  | { readonly kind: 'stacks'; readonly label: string; readonly rows: readonly Stack[] }
  | { readonly kind: 'tried'; readonly when: 'before' | 'after' | 'open'; readonly evidence: Evidence }
  | { readonly kind: 'diff'; readonly text: string }
  /** To be pasted into the tool that wrote the app. */
  | { readonly kind: 'prompt'; readonly id: string; readonly text: string }
  | { readonly kind: 'code'; readonly label: string; readonly text: string }
  | Fold

/** Something that opens. */
export interface Fold {
  readonly kind: 'fold'
  readonly id: string
  readonly severity?: Severity
  readonly title: string
  readonly aside?: string
  readonly blocks: readonly Block[]
}

export interface Tick {
  readonly state: 'done' | 'open' | 'failed' | 'unknown'
  readonly text: string
  readonly says?: string
}

/** A figure before and after. */
export interface Pair {
  readonly label: string
  readonly before: number
  readonly after?: number
}

/** How much of something is done. */
export interface Stack {
  readonly severity: Severity
  readonly found: number
  readonly done: number
  readonly left: number
  readonly says: string
}

/** One section of the handover. */
export interface HandoverSection {
  readonly id: string
  readonly title: string
  readonly note?: string
  readonly intro?: string
  readonly blocks: readonly Block[]
}

export const text = (words: string): Block => ({ kind: 'text', text: words })
export const absent = (words: string): Block => ({ kind: 'absent', text: words })
export const head = (words: string): Block => ({ kind: 'head', text: words })
export const word = (words: string, tone: Tone): Cell => ({ text: words, tone })
