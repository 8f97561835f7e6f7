import type { LabAnswer } from '../lab.js'

/** What a server action gave back, in the stream in which React sends it: `0:{"a":"$@1"}`, `1:{"error":"…"}`. */
export function actionResult({ text, headers }: Pick<LabAnswer, 'text' | 'headers'>): unknown {
  if (!/x-component/.test(String(headers['content-type'] ?? ''))) return undefined
  const [, row] = /^0:\{"a":"\$@([\da-f]+)"/m.exec(text) ?? []
  const [, result] = (row !== undefined && new RegExp(`^${row}:(\\{.*)$`, 'm').exec(text)) || []
  try {
    return result === undefined ? undefined : JSON.parse(result)
  } catch {
    return undefined
  }
}
