import type { Place } from '#base/place'

/** HTML that is safe to print: made by `markup`, which escapes whatever is put into it. */
export interface Markup {
  readonly markup: string
}

type Part = Markup | string | number | undefined | false | readonly Part[]

/** A piece of the page. Texts put into it are escaped; other pieces and lists of them are kept. */
export function markup(texts: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return { markup: texts.reduce((before, text, index) => before + print(parts[index - 1]) + text) }
}

/** Text of ours that is code already: the style sheet, the script. */
export const raw = (markup: string): Markup => ({ markup })

function print(part: Part): string {
  if (part === undefined || part === false) return ''
  if (typeof part === 'string' || typeof part === 'number') return escape(String(part))
  return 'markup' in part ? part.markup : part.map(print).join('')
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/** Control characters and those that turn the direction of text are made visible rather than obeyed. */
export function escape(text: string): string {
  return text.replace(/(?![\t\n\r])[\p{Cc}\u202A-\u202E\u2066-\u2069]/gu, '\uFFFD').replace(/[&<>"']/g, letter => ENTITIES[letter]!)
}

/** A sentence, its backticks as code. */
export function prose(text: string): Markup {
  const parts = text.split(/`([^`]+)`/)
  return markup`${parts.map((part, index) => (index % 2 === 1 ? markup`<code>${part}</code>` : part))}`
}

export const plural = (count: number, noun: string, many = `${noun}s`): string => `${count} ${count === 1 ? noun : many}`

/** `file:line`, to be broken after a slash where it does not fit. */
export function placeCode({ file, line }: Place): Markup {
  const parts = `${file}:${line}`.split(/(?<=\/)/)
  return markup`<code>${parts.map((part, index) => (index === 0 ? part : markup`<wbr>${part}`))}</code>`
}
