import { defineCheck } from '#checks/check'
import type { Route, SendEffect } from '#model/app-model'
import { isAwaitedMail } from '#model/read/awaited-mail'
import { isAddressed } from '#model/read/deeds'
import { nameOf } from '#model/read/route'
import { fieldsOf, leaves } from '#model/read/terms'
import type { Term } from '#model/term'

interface Sent {
  readonly route: Route
  readonly mail: SendEffect
}

/** Resend's own domain: https://resend.com/docs/dashboard/emails/send-test-emails, https://resend.com/docs/knowledge-base/403-error-resend-dev-domain */
const TEST_DOMAIN = /@resend\.dev\b/i

export default defineCheck({
  id: 'broken/test-sender',
  title: 'Mail to customers is sent from the mail service’s test address',
  why: 'Resend delivers what comes from its test address to the owner of the account alone: no customer ever gets a code, a receipt or a reminder.',
  severity: 'medium',
  refs: ['CWE-489', 'CWE-840'],
  needs: ['routes'],
  *find({ routes }) {
    const always: Sent[] = []
    const unlessSet: Sent[] = []
    for (const route of routes) {
      if (route.unreached) continue
      for (const effect of route.effects) {
        if (effect.kind !== 'send' || effect.service !== 'mail' || !isAddressed(effect.input)) continue
        const senders = sendersOf(effect.input)
        if (!senders.some(isTestAddress)) continue
        ;(senders.every(isTestAddress) ? always : unlessSet).push({ route, mail: effect })
      }
    }
    for (const [sent, isFallback] of [
      [always, false],
      [unlessSet, true],
    ] as const) {
      const [first] = sent.toSorted((one, other) => Number(isAwaited(other)) - Number(isAwaited(one)))
      if (!first) continue
      const others = new Set(sent.map(one => one.route)).size - 1
      yield {
        at: first.mail.at,
        certainty: 'certain',
        severity: isFallback ? 'low' : isAwaited(first) ? 'high' : 'medium',
        message: `\`${nameOf(first.route)}\`${others ? ` and ${others} more write` : ' writes'} to customers from Resend’s test address${isFallback ? ' where no other is set' : ''}: only the owner of the Resend account gets such mail.`,
        help: 'Verify your own domain at Resend, and send from an address of it.',
        key: isFallback ? 'where no other is set' : 'always',
        route: nameOf(first.route),
        trail: sent.slice(0, 30).map(one => ({ at: one.mail.at, label: `\`${nameOf(one.route)}\` sends here` })),
      }
    }
  },
})

const isAwaited = ({ route, mail }: Sent): boolean => {
  const subjects = [...fieldsOf(mail.input)].flatMap(([field, value]) => (/^subject$/i.test(field) ? [JSON.stringify(value)] : []))
  return isAwaitedMail([route.path, ...subjects].join(' '))
}

const isTestAddress = (sender: Term): boolean => TEST_DOMAIN.test(JSON.stringify(sender))

/** Every address that the mail may come from. */
const sendersOf = (input: Term): readonly Term[] =>
  [...fieldsOf(input)].flatMap(([field, value]) => (/^from$/i.test(field) ? [...leaves(value)] : []))
