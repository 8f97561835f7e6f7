import { defineCheck, type Problem } from '#checks/check'
import type { Route } from '#model/app-model'
import { isUnasked } from '#model/read/flow'
import { isWrite } from '#model/read/money'
import { isStaffGuard, nameOf, trailTo } from '#model/read/route'
import { isPeople } from '#model/read/rows'
import { fieldsOf } from '#model/read/terms'
import { originsOf, type OriginTerm } from '#model/term'
import type { Source } from '#source/source'
import { isTest } from '../secrets/where.js'

/** `password: z.string().min(4)`, `PASS_RE = /^.{1,20}$/`, `password.length < 5`, `body('password').isLength({ min: 4 })`. */
const RULES: readonly RegExp[] = [
  /\b(?:new_?)?pass(?:word|wd|_?re(?:gex)?)?\w*\s*[:=]\s*\/\^?\.\{(\d+),/i,
  /\b(?:new_?)?password\w*['"]?\s*:\s*(?:z|joi|yup|v|zod)\b[^\n,;]{0,60}?\.min(?:Length)?\(\s*(\d+)/i,
  /(?:\b|\.)(?:new_?)?password\w*\.(?:trim\(\)\.)?length\s*<\s*(\d+)\b/i,
  /(?:\b|\.)(?:new_?)?password\w*\.(?:trim\(\)\.)?length\s*<=\s*(\d+)\b/i,
  /(?:body|check)\(\s*['"](?:new_?)?password['"][^\n]{0,80}?isLength\(\s*\{\s*min:\s*(\d+)/i,
  /\bpassword\s*:\s*\{[^}\n]{0,120}?min(?:length|Length)\s*:\s*\[?\s*(\d+)/i,
]
/** What every rule names. */
const RULED = /pass/i
/** NIST SP 800-63B, 3.1.1.2. */
const SHORTEST = 8

export default defineCheck({
  id: 'sessions/weak-password-rule',
  title: 'Passwords of a few characters are accepted',
  why: 'Accounts with passwords that short are opened by trying, in minutes.',
  severity: 'low',
  refs: ['CWE-521', 'OWASP-A07:2021'],
  needs: ['source', 'routes'],
  *find({ source, routes }) {
    yield* unasked(routes, source)
    for (const file of source.files) {
      if (file.kind !== 'code' || isTest(file.path) || /\b(?:scripts?|seed|examples?|docs)\//.test(file.path)) continue
      const text = file.text()
      if (!RULED.test(text)) continue
      const lines = text.split('\n')
      for (const [index, line] of lines.entries()) {
        if (!RULED.test(line) || line.length > 400 || /^\s*(?:\/\/|\*|\/\*)/.test(line)) continue
        const length = shortestIn(line) ?? shortestOfSchema(lines, index)
        if (length === undefined) continue
        yield {
          at: { file: file.path, line: index + 1 },
          certainty: 'certain',
          message: `\`${file.path}\` accepts passwords of ${length} character${length === 1 ? '' : 's'}.`,
          help: 'Ask for at least 8 characters, and refuse passwords that are known from leaks.',
          key: `${file.path} ${length}`,
        }
      }
    }
  },
})

/** A sign-up that hashes whatever was sent: nothing but its presence was asked. */
function* unasked(routes: readonly Route[], source: Source): Generator<Problem> {
  for (const route of routes) {
    // What a validator of the app's own asks may not have been followed.
    if (route.unreached || route.gaps.length || VALIDATES.test(source.file(route.at.file)?.text() ?? '')) continue
    for (const effect of route.effects) {
      if (!isWrite(effect) || !/^(?:create|upsert)$/.test(effect.does) || !isPeople(effect.table ?? '') || effect.guards.some(isStaffGuard))
        continue
      const hash = [...fieldsOf(effect.data)].find(
        ([field, value]) => RULED.test(field) && value.kind === 'computed' && originsOf(value).some(isAnyText),
      )
      if (!hash) continue
      yield {
        at: effect.at,
        certainty: 'likely',
        message: `\`${nameOf(route)}\` accepts a password of one character.`,
        help: 'Ask for at least 8 characters, and refuse passwords that are known from leaks.',
        key: `${nameOf(route)} any`,
        route: nameOf(route),
        trail: trailTo(route, [effect], 'stored'),
      }
      break
    }
  }
}

const VALIDATES = /(?:\bvalidat\w*|safeParse\w*|\.parse|check\w*password\w*|isStrong\w*|zxcvbn)\s*\(/i

const isAnyText = (one: OriginTerm): boolean => one.from === 'body' && RULED.test(one.path.at(-1) ?? '') && isUnasked(one)

/** The field of a Mongoose or Sequelize model, which says over several lines what it asks for. */
function shortestOfSchema(lines: readonly string[], index: number): number | undefined {
  if (!/^\s*['"]?password['"]?\s*:\s*\{\s*$/i.test(lines[index]!)) return undefined
  const end = lines.findIndex((line, at) => at > index && /^\s*\}/.test(line))
  for (const line of lines.slice(index + 1, Math.min(end === -1 ? index + 9 : end, index + 9))) {
    const length = Number(/\bmin(?:length|Length)\s*:\s*\[?\s*(\d+)|\blen\s*:\s*\[\s*(\d+)/.exec(line)?.slice(1).find(Boolean))
    if (length > 1 && length < SHORTEST) return length
  }
  return undefined
}

/** How short a password the line lets through, where that is too short. One character is how a sign-in asks for any. */
function shortestIn(line: string): number | undefined {
  for (const [index, rule] of RULES.entries()) {
    const found = rule.exec(line)
    if (!found) continue
    const length = Number(found[1]) + (index === 3 ? 1 : 0)
    if (length < SHORTEST && (length > 1 || index === 0)) return length
  }
  return undefined
}
