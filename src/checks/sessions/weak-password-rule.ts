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
import { ruleAt } from './password-rule.js'

/** What every rule names. */
const RULED = /pass/i

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
        const { length } = ruleAt(lines, index) ?? {}
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
