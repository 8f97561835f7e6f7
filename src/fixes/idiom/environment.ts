import type { Node } from '#source/tree'
import { type Code, indentAt, statementAround, tightRange } from '../code/code.js'
import { quoted } from '../code/style.js'
import type { Edit } from '../fix.js'

/** Reads a variable in the place of a written value, and stops where it is unset. */
export function readFromEnvironment(code: Code, node: Node, name: string): readonly Edit[] | undefined {
  const statement = statementAround(code, node)
  if (!statement) return undefined
  const isDeno = /\bDeno\.env\b|\bDeno\.serve\b|from\s+["'](?:npm:|jsr:|https:\/\/)/.test(code.text)
  const indent = indentAt(code, statement.start)
  const failure = `throw new Error(${quoted(code.style, `${name} is not set`)})${code.style.semi}`
  if (isDeno) {
    const read = `Deno.env.get(${quoted(code.style, name)})`
    return [
      { file: code.path, start: statement.start, end: statement.start, text: `if (!${read}) ${failure}\n${indent}` },
      { file: code.path, start: node.start, end: node.end, text: `${read}${/\.[cm]?tsx?$/.test(code.path) ? '!' : ''}` },
    ]
  }
  const read = `process.env.${name}`
  const imports = code.text.includes(`if (!${read})`)
    ? []
    : [{ file: code.path, start: statement.start, end: statement.start, text: `if (!${read}) ${failure}\n${indent}` }]
  const { start, end, lead } = tightRange(code, node, read)
  return [...imports, { file: code.path, start, end, text: lead + read }]
}

/** `fooBarKey` as a variable is spelled. */
export const variableName = (text: string): string =>
  text
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/[^A-Za-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .toUpperCase()
