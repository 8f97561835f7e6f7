import type { Node } from '#source/tree'
import type { Edit } from '../fix.js'
import type { Code } from './code.js'

/** A statement with its line, where it has that to itself, and with the comment behind it. */
export function removed(code: Code, statement: Node): Edit {
  const indent = /(?:^|\n)([ \t]*)$/.exec(code.text.slice(0, statement.start))?.[1]
  const rest = /^[ \t]*(?:\/\/[^\n]*)?(?:\r?\n)?/.exec(code.text.slice(statement.end))![0]
  const isWhole = indent !== undefined && (rest.endsWith('\n') || statement.end + rest.length === code.text.length)
  const [start, end] = isWhole ? [statement.start - indent.length, statement.end + rest.length] : [statement.start, statement.end]
  return { file: code.path, start, end, text: '' }
}
