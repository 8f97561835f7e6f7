import { defineCheck } from '#checks/check'
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
