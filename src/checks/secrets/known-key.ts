import type { Severity } from '#base/certainty'
import { remembered } from '#facts/remembered'
import type { SourceFile } from '#source/source'
import { entropy, isPlaceholder } from './placeholder.js'

/** A key whose shape tells who issued it. */
export interface KnownKey {
  readonly what: string
  readonly value: string
  readonly index: number
  readonly severity: Severity
}

type Shape = readonly [what: string, severity: Severity, pattern: string]

// Shapes as their issuers document them, collected with https://github.com/gitleaks/gitleaks/blob/master/config/gitleaks.toml
// and https://github.com/secretlint/secretlint. Browser keys (Stripe `pk_`, Google Maps and Firebase `AIza`, Sentry DSN,
// PostHog `phc_`, Supabase `sb_publishable_` and the anon JWT) are made to be public and stand in no row.
const SHAPES: readonly Shape[] = [
  ['Stripe live secret key', 'critical', '\\b[sr]k_live_[A-Za-z0-9]{16,}'],
  ['Stripe or Clerk test secret key', 'medium', '\\b[sr]k_test_[A-Za-z0-9]{16,}'],
  ['webhook signing secret', 'high', '\\bwhsec_[A-Za-z0-9+/=]{24,}'],
  ['Supabase secret key', 'critical', '\\bsb_secret_[\\w-]{20,}'],
  ['Supabase access token', 'critical', '\\bsbp_[0-9a-f]{40}\\b'],
  ['Anthropic API key', 'high', '\\bsk-ant-[a-z]+\\d\\d-[\\w-]{40,}'],
  ['OpenRouter API key', 'high', '\\bsk-or-v1-[0-9a-f]{64}\\b'],
  ['OpenAI API key', 'high', '\\bsk-(?:proj|svcacct|admin)-[\\w-]{40,}'],
  ['OpenAI-style API key', 'high', '\\bsk-[A-Za-z0-9]{32,64}\\b'],
  ['Groq API key', 'high', '\\bgsk_[A-Za-z0-9]{40,}\\b'],
  ['Hugging Face token', 'high', '\\bhf_[A-Za-z]{34}\\b'],
  ['Replicate token', 'high', '\\br8_[A-Za-z0-9]{37}\\b'],
  ['Perplexity API key', 'high', '\\bpplx-[A-Za-z0-9]{40,}'],
  ['xAI API key', 'high', '\\bxai-[A-Za-z0-9]{70,}'],
  ['Pinecone API key', 'high', '\\bpcsk_[A-Za-z0-9_]{50,}'],
  ['Resend API key', 'high', '\\bre_[A-Za-z0-9]{8}_[A-Za-z0-9]{20,}'],
  ['SendGrid API key', 'high', '\\bSG\\.[\\w-]{22}\\.[\\w-]{43}'],
  ['Brevo API key', 'high', '\\bxkeysib-[a-f0-9]{64}-\\w{16}'],
  ['Mailgun API key', 'high', '\\bkey-[0-9a-f]{32}\\b'],
  ['AWS access key', 'critical', '\\b(?:AKIA|ASIA)[A-Z2-7]{16}\\b'],
  ['GitHub token', 'critical', '\\b(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_\\w{60,})'],
  ['GitLab token', 'critical', '\\bglpat-[\\w-]{20,}'],
  ['npm token', 'critical', '\\bnpm_[A-Za-z0-9]{36}\\b'],
  ['Slack token', 'high', '\\bxox[abeoprs]-[\\w-]{20,}'],
  ['Slack webhook', 'medium', '\\bhooks\\.slack\\.com/services/T\\w+/B\\w+/\\w{20,}'],
  ['Discord webhook', 'medium', '\\bdiscord(?:app)?\\.com/api/webhooks/\\d+/[\\w-]{60,}'],
  ['Telegram bot token', 'high', '\\b\\d{8,10}:AA[\\w-]{33}\\b'],
  ['Google OAuth client secret', 'high', '\\bGOCSPX-[\\w-]{28}'],
  ['Shopify token', 'critical', '\\bshp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}\\b'],
  ['Square secret', 'critical', '\\bsq0csp-[\\w-]{43}\\b'],
  ['DigitalOcean token', 'critical', '\\bdo[op]_v1_[a-f0-9]{64}\\b'],
  ['PlanetScale password', 'critical', '\\bpscale_(?:pw|tkn|oauth)_[\\w.-]{32,}'],
  ['Notion token', 'high', '\\b(?:secret_[A-Za-z0-9]{43}|ntn_[A-Za-z0-9]{40,})\\b'],
  ['Linear API key', 'high', '\\blin_api_[A-Za-z0-9]{40}\\b'],
  ['private key', 'critical', '-----BEGIN (?:[A-Z]+ )?PRIVATE KEY(?: BLOCK)?-----(?:\\\\n|\\s)+[A-Za-z0-9+/=\\\\\\s]{40,}(?=[-"\'`,;]|$)'],
  ['signed token', 'high', '\\beyJ[\\w-]{10,}\\.eyJ[\\w-]{10,}\\.[\\w-]{10,}'],
  [
    'database address with a password',
    'critical',
    '\\b(?:postgres(?:ql)?|mysql|mariadb|mongodb(?:\\+srv)?|rediss?|amqps?|mssql)://[^\\s:@/\'"`]{0,64}:[^\\s@/\'"`]{3,}@[\\w.-]+',
  ],
]

const ALL = new RegExp(SHAPES.map(([, , pattern]) => `(${pattern})`).join('|'), 'g')
/**
 * A cheap test before the patterns: every shape contains one of these. Most have a `_` or `-` behind what the issuer calls
 * them: looking back from there costs a tenth of trying every word at every place.
 */
const DASHED =
  /[_-](?:(?<=whsec_|sb_secret_|sbp_|gsk_|hf_|r8_|pplx-|xai-|pcsk_|xkeysib-|github_pat_|glpat-|xox[a-s]-|GOCSPX-|shp(?:at|ca|pa|ss)_|do[op]_v1_|pscale_|ntn_|lin_api_)|(?<=[sr]k_)(?=(?:live|test)_)|(?<=\bsk-)(?=[A-Za-z])|(?<=\bre_)(?=[A-Za-z0-9]{8}_)|(?<=\bkey-)(?=[0-9a-f]{32})|(?<=gh[pousr]_|npm_)(?=[A-Za-z0-9]{36})|(?<=secret_)(?=[A-Za-z0-9]{43}))/
const OTHERS =
  /\bSG\.[\w-]{22}|A[KS]IA[A-Z2-7]{16}|hooks\.slack|\/api\/webhooks\/|:AA[\w-]{33}|sq0csp|PRIVATE KEY-----|eyJ[\w-]{10}|:\/\/[^\s:@/'"`]{0,64}:[^\s@/'"`]{3,}@/

/** Keys that Stripe prints in its documentation. */
const PUBLISHED = /sk_test_(?:4eC39HqLyjWDarjtT1zdp7dc|BQokikJOvBiI2HlWgH4olfQ2|51[A-Za-z0-9]{0,4}x+)/

export const keysIn = (file: SourceFile): readonly KnownKey[] => remembered(file, 'keys@2', () => [...knownKeys(file.text())])

export function* knownKeys(text: string): Generator<KnownKey> {
  if (!DASHED.test(text) && !OTHERS.test(text)) return
  for (const match of text.matchAll(ALL)) {
    const row = SHAPES[match.findIndex((part, index) => index > 0 && part !== undefined) - 1]!
    const [what, severity] = row
    const value = match[0]
    const found =
      what === 'signed token'
        ? tokenIn(value)
        : what.startsWith('database')
          ? addressIn(value)
          : bodyIsReal(what, value)
            ? { what, severity }
            : undefined
    if (found) yield { ...found, value, index: match.index }
  }
}

function bodyIsReal(what: string, value: string): boolean {
  if (what === 'private key') return !/\.\.\.|YOUR|EXAMPLE|REPLACE|xxxx/i.test(value)
  const body = value.replace(/^(?:[a-z]{2,}[-_](?:live|test|ant|or|proj|v1)?[-_]?|AKIA|ASIA|SG\.)/, '')
  return (
    !PUBLISHED.test(value) &&
    !/xxx|your|example|placeholder|changeme|dummy|fake|redacted|\.\.\.|1234567|abcdefg|replace|0{6}/i.test(body) &&
    entropy(body) >= 3 &&
    /\d/.test(value)
  )
}

/** Only some tokens are secrets: Supabase's service role skips every row rule, its anon key is made to be public. */
function tokenIn(token: string): { readonly what: string; readonly severity: Severity } | undefined {
  try {
    const claims = JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString('utf8')) as Record<string, unknown>
    // The keys of a local Supabase are the same on every machine.
    if (claims.iss === 'supabase-demo') return undefined
    if (claims.role === 'service_role') return { what: 'Supabase service-role key', severity: 'critical' }
    // What it may do is said in it: a service outside gave it out. One that ends by itself has most often ended.
    const isGranted = Object.keys(claims).some(claim => /^(?:sc|scp|scopes?|permissions)$/.test(claim))
    return isGranted ? { what: 'signed access token', severity: claims.exp === undefined ? 'high' : 'medium' } : undefined
  } catch {
    return undefined
  }
}

function addressIn(address: string): { readonly what: string; readonly severity: Severity } | undefined {
  const [, user = '', password = '', host = ''] = /:\/\/([^:@]*):(.+)@([\w.-]+)$/.exec(address) ?? []
  const isLocal =
    !host.includes('.') ||
    /^(?:localhost|127\.|0\.0\.0\.0|10\.|192\.168\.|host\.docker)/.test(host) ||
    /example\.(?:com|org)|\.local$/.test(host)
  if (
    isLocal ||
    isPlaceholder(password) ||
    password === user ||
    /^[A-Z_]+$/.test(password) ||
    /\$|%7B|[{}<>*[\]]/.test(password) ||
    /^(?:user|username|my|host|your)/i.test(host)
  )
    return undefined
  return { what: 'database address with a password', severity: 'critical' }
}
