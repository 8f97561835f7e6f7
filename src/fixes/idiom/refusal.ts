import type { Source } from '#source/source'
import { nameOf, type Node } from '#source/tree'
import { aboveComments, type Code, findNodes, indentAt, openCode, textOf } from '../code/code.js'
import { type Handler, openingOf } from '../code/handler.js'
import { quoted } from '../code/style.js'
import type { Edit } from '../fix.js'

const ERROR_KEY = /\.status\(\s*[45]\d\d\s*\)\s*\.json\(\s*\{\s*["']?(message|error|msg|errors?)["']?\s*:\s*(?!\[|\{)/g
const HANDLER_KEY = /\.json\(\s*\{\s*["']?(message|error|msg)["']?\s*:\s*(?:err|error|e)\.message/

/** An answer of Express that says no, in the shape that the app's own answers have. */
export function refusal(code: Code, fn: Node, response: string, status: number, said: string, source: Source): string {
  const text = quoted(code.style, said)
  const answers = `${response}.status(${status})`
  if (isForm(code, fn)) return `${answers}.send(${text})`
  const flagged = flaggedIn(code.text)
  if (flagged) return `${answers}.json({ ${flagged[1]}: false, ${flagged[2]}: ${text} })`
  const key = keyIn(code.text) ?? ofHandler(source) ?? ofApp(source)
  // An app of pages answers no program.
  return key === undefined && /\.render\(/.test(code.text) ? `${answers}.send(${text})` : `${answers}.json({ ${key ?? 'error'}: ${text} })`
}

/** Express: who passes the test is answered 403 before the handler does anything. */
export function refusedFirst(
  { code, fn, route }: Handler,
  test: (request: string) => string | undefined,
  source: Source,
): Edit | undefined {
  const first = fn && openingOf(code, fn)?.statements[0]
  const [request, response] = ((fn?.params as Node[] | undefined) ?? []).map(one => nameOf(one))
  const asked = request === undefined ? undefined : test(request)
  if (!fn || !first || !asked || !response || route.framework !== 'express') return undefined
  const start = aboveComments(code, first.start)
  const text = `if (${asked}) return ${refusal(code, fn, response, 403, 'Forbidden', source)}${code.style.semi}\n${indentAt(code, first.start)}`
  return { file: code.path, start, end: start, text }
}

/** A form's page shows what comes back as it is. */
const isForm = (code: Code, fn: Node): boolean => {
  const methods = findNodes(code, node => node.type === 'CallExpression', fn).map(node => nameOf(node.callee) ?? '')
  return !methods.includes('json') && methods.some(name => /^(?:render|redirect)$/.test(name))
}

function keyIn(text: string): string | undefined {
  const counts = new Map<string, number>()
  for (const [, key] of text.matchAll(ERROR_KEY)) counts.set(key!, (counts.get(key!) ?? 0) + 1)
  return [...counts].toSorted((a, b) => b[1] - a[1])[0]?.[0]
}

/** `{ success: false, message: '…' }`, where a file says no in that way and in no other. */
const flaggedIn = (text: string): RegExpExecArray | null =>
  keyIn(text) === undefined
    ? /\.json\(\s*\{\s*["']?(success|ok)["']?\s*:\s*false\s*,\s*["']?(message|error|msg)["']?\s*:\s*(?!\[|\{)/.exec(text)
    : null

/** The error handler's answer: `res.json({ message: err.message })`. */
function ofHandler(source: Source): string | undefined {
  for (const file of source.files) {
    const key = file.kind === 'code' ? HANDLER_KEY.exec(file.text())?.[1] : undefined
    const code = key && openCode(source, file.path)
    const isHandler =
      code &&
      findNodes(code, node => Array.isArray(node.params) && node.params.length === 4).some(node => HANDLER_KEY.test(textOf(code, node)))
    if (isHandler) return key
  }
  return undefined
}

const ofApp = (source: Source): string | undefined => keyIn(source.files.map(file => (file.kind === 'code' ? file.text() : '')).join('\n'))
