import { defineCheck } from '#checks/check'
import { browserFiles } from '#model/env/browser-files'
import type { SourceFile } from '#source/source'

/** `password === ADMIN_PASSWORD`: what was typed is compared with what the browser was sent. */
const TYPED = /\b\w*(?:passw(?:or)?d|pass_?code|pwd|\bpin|(?:access|admin|security)_?code|secret)\w*\s*={2,3}\s*(\S+)/i
const KNOWN = /^["'`]|^[A-Z][A-Z0-9_]+\b|^(?:import\.meta|process)\.env\.|^[\w.]*(?:[Aa]dmin|[Vv]alid|[Cc]orrect|[Ee]xpected)/
const CONSTANT = /={2,3}\s*[A-Z0-9_]*(?:PASSWORD|PASSCODE|PIN|SECRET)\b/
const compares = (line: string): boolean =>
  !/^\s*(?:\/\/|\*)/.test(line) && (KNOWN.test(TYPED.exec(line)?.[1] ?? '') || CONSTANT.test(line))
const STORES =
  /(?:local|session)Storage\.setItem\(\s*["'`]([\w.:-]*(?:admin|auth|log(?:ged)?_?-?in|signed_?-?in|session|token|user)[\w.:-]*)["'`]/i
/** Somebody else was asked. */
const ASKS = /\bawait\b|\bfetch\s*\(|\baxios\b|\.then\s*\(|\bsupabase\b|signIn\w*\(|\buse(?:Query|Mutation)\b|mutate\w*\(/
/** How far below the comparison the mark may be stored. */
const NEAR = 12

export default defineCheck({
  id: 'sessions/browser-sign-in',
  title: 'The browser alone decides who is signed in',
  why: 'Whoever writes the same mark into their browser’s storage, or reads the password in its code, is in: nothing else is asked.',
  severity: 'high',
  refs: ['CWE-603', 'CWE-287', 'OWASP-A07:2021'],
  needs: ['source'],
  *find({ source }) {
    for (const path of browserFiles(source)) {
      const file = source.file(path)
      if (!file || /\.(?:test|spec|stories)\.|__tests__/.test(path)) continue
      const mark = markIn(file)
      if (!mark) continue
      yield {
        at: { file: path, line: mark.read ?? mark.stored },
        certainty: 'likely',
        message: `\`${path}\` compares the password in the browser, and from then on believes \`${mark.name}\` in the browser’s storage.`,
        help: 'Let the server compare the password and set a session cookie, and ask for that session wherever data is read or changed.',
        key: `${path} ${mark.name}`,
        trail: [
          { at: { file: path, line: mark.compared }, label: 'compared in the browser' },
          { at: { file: path, line: mark.stored }, label: 'the mark is stored' },
        ],
      }
    }
  },
})

interface Mark {
  readonly name: string
  readonly compared: number
  readonly stored: number
  /** Where the mark is believed. */
  readonly read: number | undefined
}

function markIn(file: SourceFile): Mark | undefined {
  const text = file.text()
  if (!STORES.test(text)) return undefined
  const lines = text.split('\n')
  for (const [index, line] of lines.entries()) {
    const name = STORES.exec(line)?.[1]
    if (name === undefined) continue
    const from = Math.max(0, index - NEAR)
    const above = lines.slice(from, index)
    const compared = above.findLastIndex(compares)
    // Begun before the comparison or after it: an answer may be what is compared, or what the mark stands for.
    if (compared === -1 || lines.slice(Math.max(0, from + compared - NEAR), index).some(one => ASKS.test(one))) continue
    const reads = lines.findIndex(one => new RegExp(`Storage\\.getItem\\(\\s*["'\`]${name.replaceAll(/[.]/g, '\\.')}["'\`]`).test(one))
    return { name, compared: from + compared + 1, stored: index + 1, read: reads === -1 ? undefined : reads + 1 }
  }
  return undefined
}
