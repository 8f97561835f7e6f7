import { defineCheck } from '#checks/check'
import type { SourceFile } from '#source/source'
import { lineAt } from '#source/tree'
import { isTest } from '../secrets/where.js'

const JOINED = /\ballowDangerousEmailAccountLinking\s*:\s*true\b/
/** Signing in by a password, with accounts that people make here. */
const PASSWORDS = /\b(?:Credentials(?:Provider)?|CredentialsProvider)\s*(?:<[^>]*>)?\(/
/** Asked anywhere, it may be what keeps an unconfirmed account out. */
const CONFIRMED = /\b(?:email_?verified|is_?(?:email_?)?verified|verified_?at|email_?confirmed|is_?confirmed)\b/i

export default defineCheck({
  id: 'sessions/joined-accounts',
  title: 'Accounts are joined by an address that nobody confirmed',
  why: 'Somebody who signed up with your customer’s address and a password reads along in the account once the customer comes by Google.',
  severity: 'high',
  // https://authjs.dev/reference/core/providers#allowdangerousemailaccountlinking
  refs: ['CWE-287', 'CWE-345'],
  needs: ['source'],
  *find({ source }) {
    const files = source.files.filter(file => file.kind === 'code' && !isTest(file.path))
    const joined = files.filter(file => JOINED.test(file.text()))
    if (joined.length === 0 || !files.some(file => PASSWORDS.test(file.text())) || files.some(asksForProof)) return
    for (const file of joined) {
      const text = file.text()
      yield {
        at: { file: file.path, line: lineAt(text, JOINED.exec(text)!.index) },
        certainty: 'likely',
        message: `\`${file.path}\` joins accounts by their e-mail address, and whoever signs up with a password is never asked to confirm theirs.`,
        help: 'Remove `allowDangerousEmailAccountLinking`, or refuse to sign in by password until the address is confirmed.',
        key: file.path,
      }
    }
  },
})

/** Not where a schema only has a place for it. */
const asksForProof = (file: SourceFile): boolean =>
  file
    .text()
    .split('\n')
    .some(line => CONFIRMED.test(line) && /\bif\b|[!=]==?|\?|&&|\|\|/.test(line) && !/^\s*(?:\/\/|\*)/.test(line) && !/\?\s*:/.test(line))
