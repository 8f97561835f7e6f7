import { defineCheck } from '#checks/check'
import type { Guard, Route } from '#model/app-model'
import { nameOf } from '#model/read/route'

const PROVIDER =
  /stripe|resend|svix|paypal|razorpay|lemon|paddle|polar|clerk|github|twilio|sendgrid|mailgun|postmark|shopify|mercado|mollie|signature|hmac/i

export default defineCheck({
  id: 'broken/webhook-behind-token-check',
  title: 'A webhook is refused before its code runs',
  why: 'The provider has no token of your project and gets 401 each time, so payments and mails are never taken note of.',
  severity: 'medium',
  refs: ['CWE-1188', 'CWE-703'],
  needs: ['routes', 'edge', 'source'],
  *find({ routes, edge, source }) {
    // Deployed by hand or by a workflow, the flag may stand there instead.
    if (source.files.some(file => /package\.json$|\.ya?ml$|\.sh$|^readme|Makefile/i.test(file.path) && /--no-verify-jwt/.test(file.text())))
      return
    for (const one of edge) {
      if (!one.verifyJwt) continue
      const timed = routes.find(other => other.at.file === one.at.file && timerSecret(other))
      const secret = timed && timerSecret(timed)
      if (timed && secret) {
        yield {
          at: secret.at,
          certainty: 'certain',
          message: `\`${one.name}\` waits for \`${secret.name}\` in the header in which the platform lets through nothing but a token of the project.`,
          help: `Set \`verify_jwt = false\` under \`[functions.${one.name}]\` in \`supabase/config.toml\`, or send the secret in a header of its own.`,
          key: one.name,
          route: nameOf(timed),
          ...(one.configuredAt ? { trail: [{ at: one.configuredAt, label: 'asked for here' }] } : {}),
        }
        continue
      }
      const route = routes.find(other => other.at.file === one.at.file && other.kind === 'webhook')
      if (!route || !PROVIDER.test(`${one.name} ${source.file(one.at.file)?.text() ?? ''}`)) continue
      if (!/web-?hook|callback|-hook/i.test(one.name) && route.auth !== 'signature') continue
      // Whoever brings a session is no provider.
      if (route.guards.some(guard => guard.kind === 'session' || guard.kind === 'role')) continue
      yield {
        at: route.at,
        certainty: 'certain',
        message: `The platform asks for a token of the project before \`${one.name}\` runs, and a provider has none.`,
        help: `Set \`verify_jwt = false\` under \`[functions.${one.name}]\` in \`supabase/config.toml\`, and check the provider’s signature.`,
        key: one.name,
        route: nameOf(route),
        ...(one.configuredAt ? { trail: [{ at: one.configuredAt, label: 'asked for here' }] } : {}),
      }
    }
  },
})

/** The secret of a timer stands where the platform wants a signed token: one of the two always refuses. */
function timerSecret(route: Route): Guard | undefined {
  const [guard, ...others] = route.guards.filter(one => one.kind !== 'weak')
  const isIt =
    guard?.kind === 'secret' &&
    others.every(other => other.kind === 'secret') &&
    guard.on?.kind === 'origin' &&
    guard.on.from === 'headers' &&
    guard.on.path.join('.') === 'authorization' &&
    // The keys of the project are such tokens.
    !/service_?role|anon|jwt|supabase/i.test(guard.name ?? '')
  return isIt ? guard : undefined
}
