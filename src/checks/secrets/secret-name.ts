/** Words of a name, lower case: `cookieSecret` and `COOKIE_SECRET` are `cookie_secret`. */
export const words = (name: string): string =>
  name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1_$2')
    .replace(/[-.\s]+/g, '_')
    .toLowerCase()

/** Signs or encrypts what the app itself issues: whoever knows it can forge sessions. */
export const isSigningName = (name: string): boolean =>
  /(?:^|_)(?:(?:jwt|session|cookie|auth|nextauth|better_auth|token|app|csrf|signing|hmac|access_token|refresh_token|refresh|access|express|server|secret|payload|magic_link|crypto|encryption|encrypt|cipher|aes|master)_)+(?:secret|key|salt|password)(?:_?key)?$|^(?:secret|secret_?key|secret_or_key|secret_or_private_key|jwt_secret_token|encryptionkey|jwtkey)$/.test(
    words(name),
  ) &&
  !/(?:^|_)(?:api|public|publishable|anon|name|site|search)(?:_|$)/.test(words(name)) &&
  !OUTSIDE.test(words(name))

/** Whose secret key it is: what a service outside gave out signs nothing of the app's own. */
const OUTSIDE =
  /^(?:stripe|paypal|razorpay|paystack|flutterwave|square|mollie|midtrans|xendit|khalti|cashfree|clerk|twilio|aws|s3|r2|gcp|azure|google|github|gitlab|facebook|twitter|discord|slack|supabase|cloudinary|plaid|recaptcha|turnstile|hcaptcha|shopify|uploadthing|algolia|zoom|spotify)_/

/** As above, for a text given to the name: `SESSION_KEY = 'app.session'` is where a browser stores something, not a key. */
export const isSigningLiteralName = (name: string): boolean =>
  isSigningName(name) &&
  (/secret|salt/.test(words(name)) ||
    /(?:jwt|signing|hmac|crypto|encryption|encrypt|cipher|aes|master)_?(?:secret_?)?key$/.test(words(name)))

/** Opens the app's own front door: `ADMIN_PASSWORD`, `defaultAdminPassword`, `MASTER_KEY`. */
export const isMasterName = (name: string): boolean =>
  /(?:^|_)(?:admin|default|master|root|super_?user|owner)_(?:user_|admin_|account_|login_)?(?:pass|password|passwd|pin|passcode|secret|token|api_key)$/.test(
    words(name),
  )

/** Opens an account at an outside service or a database; `X-TM-Key` is a header that does. */
export const isCredentialName = (name: string): boolean =>
  /(?:^|_)(?:secret|secret_?key|client_secret|webhook_secret|private_?key|pass|password|passwd|pwd|pass_?phrase|service_(?:role|account)(?:_key)?|service_key|api_?key|api_?token|access_?key|access_?token|auth_?token|auth_key|bot_?token|bearer|bearer_?token|refresh_?token|admin_?(?:key|token)|token)$|^x_\w+_key$/.test(
    words(name),
  ) &&
  !/(?:^|_)(?:public|publishable|anon|csrf|xsrf|site|search|type|placeholder|label|header|field|param|regex|pattern|prefix|name|design|color|syntax)(?:_|$)/.test(
    words(name),
  )

/** Keys that their services mean for the browser. */
const PUBLIC_SERVICE =
  /publishable|anon(?:_|$)|public|site_key|recaptcha|turnstile|hcaptcha|maps?(?:_|$)|mapbox|maptiler|firebase|fcm|vapid|posthog|sentry_dsn|amplitude|mixpanel|segment|analytics|gtag|ga_|hotjar|clarity|pusher|algolia|search|intercom|crisp|tawk|logrocket|datadog|rum|bugsnag|rollbar_client|onesignal|walletconnect|wallet_connect|project_id|tinymce|ckeditor|giphy|tenor|unsplash|contentful|sanity|storyblok|prismic|storefront|ably|liveblocks|launchdarkly_client|statsig_client|growthbook|app_id|client_id|client_token|csrf|plausible|umami|instant|convex|thirdweb|alchemy|infura|etherscan|tmdb|omdb|weather|paypal_client|razorpay_key_id/

const PAID_SERVICE =
  /openai|anthropic|claude|gemini|google_ai|genai|groq|openrouter|mistral|cohere|deepseek|perplexity|together|replicate|eleven_?labs|hugging_?face|hf_|stability|fal_|deepl|deepgram|assembly|resend|sendgrid|mailgun|postmark|brevo|mailchimp|twilio|stripe|pinecone|notion|airtable|github|shopify|aws|cloudinary_api_secret|vercel|supabase|tavily|serp|firecrawl/

/** How bad it is that a variable of this name is read in the browser; `undefined` when that is its purpose. */
export function exposureOf(name: string): 'high' | 'medium' | undefined {
  const lower = words(name)
  if (
    /(?:^|_)(?:secret|service_role|service_key|private|password|passwd|admin_(?:key|token)|database_url|mongo(?:db)?_ur[il]|jwt|auth_token|service_account)(?:_|$)/.test(
      lower,
    ) &&
    !/secret_?(?:santa|menu)|public|placeholder|private_(?:mode|beta)|reset|password_(?:min|max|policy|login|auth)|firebase_(?:\w+_)?database_url|enabled?$|_url$(?<!database_url)|_length$|jwt_(?:issuer|audience|expir)/.test(
      lower,
    )
  )
    return 'high'
  if (!isCredentialName(name) || PUBLIC_SERVICE.test(lower)) return undefined
  return PAID_SERVICE.test(lower) ? 'high' : 'medium'
}
