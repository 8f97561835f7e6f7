import { computed, literal, object, origin, textOf, type Value } from '../value.js'

/** Hosts of services that apps call without an SDK: what the call is, and what it is called. */
const HOSTS: readonly (readonly [RegExp, string])[] = [
  [/^api\.stripe\.com$/, 'stripe'],
  [/^api(-m)?(\.sandbox)?\.paypal\.com$/, 'paypal'],
  [/^api\.lemonsqueezy\.com$/, 'lemonsqueezy'],
  [/^(sandbox-)?api\.paddle\.com$/, 'paddle'],
  [/^api\.razorpay\.com$/, 'razorpay'],
  [/^api\.mercadopago\.com$/, 'mercadopago'],
  [/^api\.paystack\.co$/, 'paystack'],
  [/^api\.flutterwave\.com$/, 'flutterwave'],
  [/^(connect|connect\.squareup(sandbox)?)\.com$/, 'square'],
  [
    /^api\.(resend|sendgrid|postmarkapp|brevo|mailersend|mailchimp|loops|emailjs)\.(com|so)$|^(api|app)\.(loops|useplunk|sendinblue)\.(so|com)$|^api(\.eu)?\.mailgun\.net$/,
    'mail',
  ],
  [/^(api|verify)\.twilio\.com$|^(rest|api)\.(nexmo|vonage)\.com$/, 'sms'],
  [
    /^api\.(openai|anthropic|mistral|deepseek|perplexity|cohere|x|replicate|elevenlabs|stability|groq|cerebras|fireworks)\.(com|ai|io)$|^api\.together\.(xyz|ai)$|^ai\.gateway\.lovable\.dev$|^openrouter\.ai$|^(generativelanguage|aiplatform)\.googleapis\.com$|^ai-gateway\.vercel\.sh$|^gateway\.ai\.cloudflare\.com$|^(api-inference|router)\.huggingface\.co$|\.openai\.azure\.com$|^(fal|queue\.fal)\.run$|^api\.openai\./,
    'ai',
  ],
]

/** The service behind an address, where the code names its host. */
export function serviceAt(url: Value | undefined): { readonly service: string; readonly path: string } | undefined {
  const match = /^https:\/\/([^/?#:]+)([^?#]*)/.exec(prefixOf(url) ?? '')
  const found = match && HOSTS.find(([host]) => host.test(match[1]!))
  return found ? { service: found[1], path: match[2]! } : undefined
}

/** What an address starts with, as far as the code itself says. */
function prefixOf(url: Value | undefined): string | undefined {
  if (url?.k === 'computed' && url.how === 'template') {
    const [head, ...rest] = url.of
    const begins = prefixOf(head)
    return begins === undefined ? undefined : begins + rest.map(part => textOf(part) ?? '{}').join('')
  }
  if (url?.k === 'computed' && (url.how === '||' || url.how === '??')) return url.of.map(prefixOf).find(Boolean)
  if (url?.k === 'either') return url.of.map(one => prefixOf(one.value)).find(Boolean)
  return textOf(url)
}

/** `POST /v1/checkout/sessions` is what the SDK calls `checkout.sessions.create`. */
export function operationAt(path: string, method: string | undefined): string {
  const parts = path
    .split('/')
    .filter(part => part && !/^(v\d+(beta\d*)?|api|\{\}|.*\{\}.*)$/.test(part) && !/^(cus|pi|cs|sub|acct|ch)_/.test(part))
  const hasId = /\{\}|\/(cus|pi|cs|sub|acct|ch)_/.test(path)
  const verb =
    method === undefined || method === 'GET' ? (hasId ? 'retrieve' : 'list') : method === 'DELETE' ? 'del' : hasId ? 'update' : 'create'
  return [...parts, verb].join('.')
}

/** What a service sends back. */
export const answered = (service: string): Value => (service === 'ai' ? origin('model') : origin('service', [], { name: service }))

/** What is asked of a known service: its body, as an SDK would be given it. */
export function inputAt(service: string, url: Value, body: Value | undefined): Value {
  const told = bodyOf(body)
  if (!told) return object([['url', url]])
  return service === 'ai' || service === 'mail'
    ? told
    : object([
        ['params', told],
        ['url', url],
      ])
}

/** Form parameters are what they were made from. */
export function bodyOf(body: Value | undefined): Value | undefined {
  if (!body || (body.k === 'literal' && body.value === undefined)) return undefined
  if (body.k === 'library' && body.library === 'web:params') return (body.data['of'] as Value | undefined) ?? body
  return body
}

/** A path below the address that a client was made with. */
export function joined(base: Value | undefined, url: Value): Value {
  if (!base || (base.k === 'literal' && base.value === undefined)) return url
  const [a, b] = [textOf(base), textOf(url)]
  if (b !== undefined && /^https?:/.test(b)) return url
  const slash = a !== undefined && !a.endsWith('/') && b !== undefined && !b.startsWith('/') ? '/' : ''
  if (a !== undefined && b !== undefined) return literal(`${a}${slash}${b}`)
  const parts = [
    ...(base.k === 'computed' && base.how === 'template' ? base.of : [base]),
    ...(slash ? [literal(slash)] : []),
    ...(url.k === 'computed' && url.how === 'template' ? url.of : [url]),
  ]
  return computed('template', parts)
}
