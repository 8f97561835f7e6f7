import type { Problem } from '#checks/check'
import type { Source } from '#source/source'
import { lineAt } from '#source/tree'
import { isTest } from '../secrets/where.js'

/** `res.json = function (body) { captured = body; … }` */
const TAPPED =
  /\bres\.(?:json|send)\s*=\s*(?:async\s+)?(?:function\s*\w*\s*)?\(\s*(\w+)[^)]*\)\s*(?::[^={]+)?(?:=>\s*)?\{([\s\S]{0,300}?)\}/g

/** Answers that are taken down on their way out, whatever they hold, and written into the log. */
export function* loggedAnswers(source: Source): Generator<Problem> {
  for (const file of source.files) {
    if (file.kind !== 'code' || isTest(file.path)) continue
    const text = file.text()
    if (!/\bres\.(?:json|send)\s*=[^=]/.test(text)) continue
    for (const [, body = '', inside = ''] of text.matchAll(TAPPED)) {
      const kept = new RegExp(`(\\w+)\\s*=\\s*${body}\\b`).exec(inside)?.[1]
      const written = kept
        ? new RegExp(`(?:\\blog\\w*\\b|console\\.\\w+)[^;\\n]{0,80}JSON\\.stringify\\(\\s*${kept}\\s*\\)(?!\\s*\\.length)`, 'i').exec(text)
        : null
      if (!written) continue
      yield {
        at: { file: file.path, line: lineAt(text, written.index) },
        certainty: 'certain',
        severity: 'low',
        message: `\`${file.path}\` writes what every route answers into the log.`,
        help: 'Log the method, the path, the status and the time, and leave the answer out.',
        key: `${file.path} answers`,
      }
      break
    }
  }
}
