import type { Node } from '#source/tree'
import { type Code, textOf } from '../code/code.js'
import { quoted } from '../code/style.js'
import { piecesOf } from './statement.js'

/** Outside of quotes a shell makes something of them; inside of double quotes, of some. */
const MEANT = { outside: /[|&;<>$`()\\*~\n#{}[\]!]/, '"': /[$`\\!]/, "'": /(?!)/ } as const

/** A word of a command: its text, and the values in it. */
type Word = (string | Node)[]

/**
 * The words of a command as a shell reads them, each as an expression: `ping`, `-c`, `` `${base}/x` ``. `undefined` where the shell
 * is asked for more than to part them.
 */
export function commandWords(code: Code, command: Node): readonly string[] | undefined {
  const pieces = piecesOf(command)
  if (!pieces?.some(one => one.value)) return undefined
  const words: Word[] = []
  let word: Word | undefined
  let quote: '"' | "'" | undefined
  for (const { text, value } of pieces) {
    if (value) {
      word ??= []
      word.push(value)
      continue
    }
    for (const character of text) {
      if (character === quote) quote = undefined
      else if (quote === undefined && (character === '"' || character === "'")) {
        quote = character
        word ??= []
      } else if (quote === undefined && /\s/.test(character) && character !== '\n') {
        if (word) words.push(word)
        word = undefined
      } else if (MEANT[quote ?? 'outside'].test(character)) return undefined
      else (word ??= []).push(character)
    }
  }
  if (word) words.push(word)
  // A value names no program, and `KEY=1 program` is a shell's way to set a variable.
  const program = words[0]?.every(one => typeof one === 'string') ? words[0].join('') : ''
  return quote === undefined && /^[\w./-]+$/.test(program) ? words.map(one => expressionOf(code, one)) : undefined
}

function expressionOf(code: Code, word: Word): string {
  if (word.every(one => typeof one === 'string')) return quoted(code.style, word.join(''))
  const [only, ...others] = word
  if (others.length === 0) return textOf(code, only as Node)
  return `\`${word.map(one => (typeof one === 'string' ? one.replace(/[`\\$]/g, '\\$&') : `\${${textOf(code, one)}}`)).join('')}\``
}
