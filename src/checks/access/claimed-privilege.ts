import { defineCheck } from '#checks/check'
import type { QueryEffect } from '#model/app-model'
import { setsRole } from '#model/read/deeds'
import { nameOf, trailTo } from '#model/read/route'
import { isPeople } from '#model/read/rows'
import { fieldsOf } from '#model/read/terms'
import { originsOf, type Term } from '#model/term'
import type { Source } from '#source/source'
import { grantingAddresses } from './granting-address.js'

/** How a value is asked what it is. */
const ASKS = /^(?:===?|call (?:endsWith|includes|startsWith|test|match|indexOf)|&&|\|\||!)$/
/** `const role = email.endsWith('@shop.com') ? 'admin' : 'user'`, of which the model keeps both sides. */
const TURNS =
  /\b(?:is_?)?(?:admin|role|staff)\w*\b['"]?\s*[:=](?![=>]).*\bemail\b.*(?:\.(?:endsWith|includes|startsWith|match|indexOf)\(|===?)|\b(?:is_?)?(?:admin|role|staff)\w*\b['"]?\s*[:=](?![=>]).*(?:\.(?:includes|test|has)\(\s*(?:\w+\.)*email\b)/i
/** `email === ADMIN_EMAIL && password === process.env.ADMIN_PASSWORD`: who knows the secret is who was meant. */
const KNOWS =
  /&&.*===?\s*(?:process\.env|env|import\.meta\.env)\.\w*(?:PASS|SECRET|KEY|TOKEN|CODE|PIN)|(?:PASS|SECRET|KEY|TOKEN|CODE|PIN)\w*\s*===?.*&&/
const asksForSecret = (value: Term): boolean =>
  value.kind === 'computed' &&
  value.how === '&&' &&
  value.of.some(
    part =>
      part.kind === 'computed' &&
      /^===?$/.test(part.how) &&
      [...originsOf(part)].some(one => one.from === 'env' && /PASS|SECRET|KEY|TOKEN|CODE|PIN/i.test(one.name ?? '')),
  )
/** Whoever has the mailbox was found out. */
const PROVES = /verif|confirm|otp|oauth|google|ticket|invit/i

export default defineCheck({
  id: 'access/claimed-privilege',
  title: 'An e-mail address that nobody has proved makes an administrator',
  why: 'Anyone signs up with an address of the right ending, or with the administrator’s own, and has every right in the app.',
  severity: 'critical',
  refs: ['CWE-269', 'CWE-290', 'CWE-798', 'OWASP-A01:2021'],
  needs: ['routes', 'source'],
  *find({ routes, source }) {
    const told = new Set<string>()
    for (const route of routes) {
      if (route.unreached || !/^(?:public|open|weak)$/.test(route.auth) || PROVES.test(route.path)) continue
      for (const effect of route.effects) {
        if (effect.kind !== 'query' || !/^(?:create|upsert)$/.test(effect.does) || !isPeople(effect.table ?? '')) continue
        const role = setsRole(effect)
        if (!role || !ownAddress(effect) || !isClaimed(role[1], effect, source)) continue
        const name = nameOf(route)
        told.add(effect.at.file)
        yield {
          at: effect.at,
          certainty: 'certain',
          message: `\`${name}\` sets \`${role[0]}\` in \`${effect.table}\` by the e-mail address that was typed in, which nobody proves.`,
          help: 'Give every new account the least rights, and let an administrator, or a link sent to the address, raise them.',
          key: name,
          route: name,
          ...(effect.table ? { table: effect.table } : {}),
          trail: trailTo(route, [effect], 'the account is made'),
        }
        break
      }
    }
    for (const { file, line } of grantingAddresses(source)) {
      if (told.has(file.path)) continue
      yield {
        at: { file: file.path, line },
        certainty: 'likely',
        // The service that keeps the accounts may wait for the address to be confirmed before anybody is signed in.
        severity: file.kind === 'sql' ? 'medium' : 'high',
        message: `\`${file.path}\` gives a new account the rights of staff when its e-mail is the one that is written there.`,
        help: 'Give the role by hand to an account that is there, and let every sign-up begin without rights.',
        key: file.path,
      }
    }
  },
})

/** The address is stored as it was sent. */
const ownAddress = (effect: QueryEffect): boolean =>
  [...fieldsOf(effect.data)].some(([field, value]) => /mail/i.test(field) && [...originsOf(value)].some(one => one.from === 'body'))

function isClaimed(value: Term, effect: QueryEffect, source: Source): boolean {
  if (value.kind === 'computed' && ASKS.test(value.how))
    return !asksForSecret(value) && [...originsOf(value)].some(one => one.from === 'body' && /mail/i.test(one.path.at(-1) ?? ''))
  if (value.kind !== 'either' || !value.of.every(one => one.kind === 'literal')) return false
  const lines = source.file(effect.at.file)?.text().split('\n') ?? []
  return lines
    .slice(Math.max(0, effect.at.line - 41), effect.at.line + 15)
    .some(line => TURNS.test(line) && !KNOWS.test(line) && !/^\s*(?:\/\/|\*)/.test(line))
}
