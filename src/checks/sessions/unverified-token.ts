import { defineCheck } from '#checks/check'
import { isTest } from '../secrets/where.js'

const FLAWS: readonly (readonly [RegExp, string])[] = [
  [/algorithms?['"]?\s*:\s*\[[^\]]*['"]none['"]/i, 'accepts tokens with the algorithm `none`, which carry no signature'],
  [/\b(?:jwt|jsonwebtoken|jose)\w*\.verify\(\s*[\w.[\]'"]+\s*,\s*(?:null|undefined|''|"")\s*[,)]/i, 'verifies tokens with no key'],
  [/ignoreExpiration['"]?\s*:\s*true/, 'accepts tokens that have expired'],
  [/\b(?:jwt|jsonwebtoken)\w*\.sign\([^;\n]*algorithm['"]?\s*:\s*['"]none['"]/i, 'signs tokens with the algorithm `none`'],
]

export default defineCheck({
  id: 'sessions/unverified-token',
  title: 'Tokens are accepted that nobody has signed, or that have ended',
  why: 'Anyone can write a token that says they are the administrator, and is let in with it.',
  severity: 'critical',
  refs: ['CWE-347', 'CWE-345', 'CWE-613', 'OWASP-A07:2021'],
  needs: ['source'],
  *find({ source }) {
    for (const file of source.files) {
      if (file.kind !== 'code' || isTest(file.path)) continue
      const text = file.text()
      if (!/jwt|jsonwebtoken|jose/i.test(text)) continue
      for (const [index, line] of text.split('\n').entries()) {
        if (line.length > 400 || /^\s*(?:\/\/|\*|\/\*)/.test(line)) continue
        const flaw = FLAWS.find(([pattern]) => pattern.test(line))
        if (!flaw) continue
        const ends = /expired/.test(flaw[1])
        yield {
          at: { file: file.path, line: index + 1 },
          certainty: 'certain',
          severity: ends ? 'medium' : 'critical',
          message: `\`${file.path}\` ${flaw[1]}.`,
          help: ends
            ? 'Remove `ignoreExpiration`, and let the client fetch a new token.'
            : 'Name the one algorithm that you sign with, and verify every token with its key.',
          key: `${file.path} ${flaw[1].replaceAll('`', '')}`,
        }
      }
    }
  },
})
