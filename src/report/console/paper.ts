import { stripVTControlCharacters } from 'node:util'
import type { createColors } from 'picocolors'

/** A terminal to write on: how wide, in which colours. */
export interface Paper {
  readonly width: number
  readonly colors: Colors
  bold(text: string): string
  dim(text: string): string
  /** Lines that fit, from `indent`; those after the first stand under the text, not under the label. `code` is coloured. */
  wrap(text: string, indent: number, label?: string): string[]
}

export type Colors = ReturnType<typeof createColors>

const lengthOf = (text: string): number => stripVTControlCharacters(text).length

export function paperOf(columns: number, colors: Colors): Paper {
  const width = Math.max(40, Math.min(columns, 110))
  const code = (text: string): string =>
    colors.isColorSupported ? text.replace(/`([^`]+)`/g, (_, name: string) => colors.cyan(name)) : text
  return {
    width,
    colors,
    bold: colors.bold,
    dim: colors.dim,
    wrap: (text, indent, label = '') => wrap(code(text), width, `${' '.repeat(indent)}${label}`),
  }
}

function wrap(text: string, width: number, start: string): string[] {
  const hang = ' '.repeat(lengthOf(start))
  const lines: string[] = []
  let line = start
  let empty = true
  for (const word of text.split(/\s+/).flatMap(word => fit(word, width - hang.length))) {
    if (!empty && lengthOf(line) + 1 + lengthOf(word) > width) {
      lines.push(line)
      line = hang
      empty = true
    }
    line += empty ? word : ` ${word}`
    empty = false
  }
  return [...lines, line]
}

/** A path wider than the terminal is broken after a slash where it can be. */
function fit(word: string, room: number): string[] {
  if (lengthOf(word) <= room) return [word]
  const plain = stripVTControlCharacters(word)
  const slash = plain.lastIndexOf('/', room - 1)
  const at = slash > room / 3 ? slash + 1 : room
  return [plain.slice(0, at), ...fit(plain.slice(at), room)]
}
