import type { Source } from '#source/source'
import type { Edit } from '../fix.js'
import type { SecretCall } from './browser-secret.js'

/** Takes the constant that held the secret out of the browser's file. */
export function withoutConstant({ code, constant }: SecretCall): readonly Edit[] {
  if (!constant) return []
  const gap = /^[ \t]*(?:\r?\n)+/.exec(code.text.slice(constant.end))?.[0].length ?? 0
  return [{ file: code.path, start: constant.start, end: constant.end + gap, text: '' }]
}

/** Takes the variable out of the examples, or gives it the server's name: whoever copies them would set it for the browser again. */
export function withoutExample(variable: string, source: Source, renamed?: string): readonly Edit[] {
  return source.files.flatMap(file => {
    if (!/(?:^|\/)\.env[\w.]*\.(?:example|sample|template)$/.test(file.path)) return []
    const text = file.text()
    const match = new RegExp(`^${variable}=[^\\n]*(?:\\n|$)`, 'm').exec(text)
    if (!match) return []
    const length = renamed === undefined ? match[0].length : variable.length
    return [{ file: file.path, start: match.index, end: match.index + length, text: renamed ?? '' }]
  })
}
