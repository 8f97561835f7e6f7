import type { Severity } from '#base/certainty'
import type { Place } from '#base/place'
import { defineCheck } from '#checks/check'
import { isTest } from '../secrets/where.js'

interface Flaw {
  readonly pattern: RegExp
  readonly says: string
  readonly severity: Severity
}

const FLAWS: readonly Flaw[] = [
  {
    // A library that was given a key asks for a signature all the same; where the variable is unset it does not.
    pattern: /algorithms?['"]?\s*:\s*\[[^\]]*['"]none['"]/i,
    says: 'accepts tokens with the algorithm `none`, which carry no signature',
    severity: 'high',
  },
  {
    pattern: /\b(?:jwt|jsonwebtoken|jose)\w*\.verify\(\s*[\w.[\]'"]+\s*,\s*(?:null|undefined|''|"")\s*[,)]/i,
    says: 'verifies tokens with no key',
    severity: 'critical',
  },
  { pattern: /ignoreExpiration['"]?\s*:\s*true/, says: 'accepts tokens that have expired', severity: 'medium' },
  {
    pattern: /\b(?:jwt|jsonwebtoken)\w*\.sign\([^;\n]*algorithm['"]?\s*:\s*['"]none['"]/i,
    says: 'signs tokens with the algorithm `none`',
    severity: 'critical',
  },
]

const GUARDS = /auth|guard|middleware|passport|session|jwt|util/i

export default defineCheck({
  id: 'sessions/unverified-token',
  title: 'Tokens are accepted that nobody has signed, or that have ended',
  why: 'Anyone can write a token that says they are the administrator, and is let in with it.',
  severity: 'critical',
  refs: ['CWE-347', 'CWE-345', 'CWE-613', 'OWASP-A07:2021'],
  needs: ['source'],
  *find({ source }) {
    const found: (Flaw & { readonly at: Place })[] = []
    for (const file of source.files) {
      if (file.kind !== 'code' || isTest(file.path)) continue
      const text = file.text()
      if (!/jwt|jsonwebtoken|jose/i.test(text)) continue
      for (const [index, line] of text.split('\n').entries()) {
        if (line.length > 400 || /^\s*(?:\/\/|\*|\/\*)/.test(line)) continue
        const flaw = FLAWS.find(one => one.pattern.test(line))
        if (!flaw) continue
        found.push({ ...flaw, at: { file: file.path, line: index + 1 } })
      }
    }
    for (const says of new Set(found.map(one => one.says))) {
      const cases = found.filter(one => one.says === says)
      // The same options written out in every file are one mistake, and it is the guard's that counts.
      const first = cases.find(one => GUARDS.test(one.at.file)) ?? cases[0]!
      const others = new Set(cases.map(one => one.at.file)).size - 1
      yield {
        at: first.at,
        certainty: 'certain',
        severity: first.severity,
        message: `\`${first.at.file}\`${others ? ` and ${others} more files` : ''} ${others ? says.replace(/s(?= )/, '') : says}.`,
        help:
          first.severity === 'medium'
            ? 'Remove `ignoreExpiration`, and let the client fetch a new token.'
            : 'Name the one algorithm that you sign with, and verify every token with its key.',
        key: `${first.at.file} ${says.replaceAll('`', '')}`,
        trail: cases.slice(0, 20).map(one => ({ at: one.at, label: one.says.replaceAll('`', '') })),
      }
    }
  },
})
