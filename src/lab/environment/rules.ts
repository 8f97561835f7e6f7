import type { Surroundings } from './environment.js'
import { projectKeys } from '../stand-ins/supabase/project.js'
import { madePrivateKey } from './rsa-key.js'
import { made, madeDigits } from './secret.js'

export type Made = string

export interface Asked extends Surroundings {
  /** The literal that code uses when the variable is unset. */
  readonly fallback: string | undefined
  /** The length that code asks for. */
  readonly length: number | undefined
}

type Rule = readonly [RegExp, (asked: Asked, name: string) => string | undefined]

const url = (asked: Asked): URL | undefined => (asked.databaseUrl ? new URL(asked.databaseUrl) : undefined)
const hex =
  (length: number) =>
  (asked: Asked, name: string): string =>
    made(asked.seed, name, asked.length ?? length)
const prefix =
  (start: string, length = 40) =>
  (asked: Asked, name: string): string =>
    start + made(asked.seed, name, length)

/** First rule that fits decides. Public prefixes (`NEXT_PUBLIC_`, `VITE_`, …) are cut off before. */
const RULES: readonly Rule[] = [
  [/^NODE_ENV$/, () => 'production'],
  [/^AUTH_TRUST_HOST$/, () => 'true'],
  [/^(?:APP_|SERVER_|API_)?PORT$/, asked => String(asked.port)],
  [/^(?:HOST|HOSTNAME|BIND|LISTEN_HOST)$/, () => '0.0.0.0'],
  // Supabase
  [/SUPABASE.*(?:SERVICE|SECRET_KEY|ADMIN_KEY)|^SERVICE_ROLE_KEY$/, asked => projectKeys(asked.seed).serviceRoleKey],
  [/SUPABASE.*JWT.*SECRET|^SB_JWT_SECRET$/, asked => projectKeys(asked.seed).jwtSecret],
  [/SUPABASE.*(?:ANON|PUBLISHABLE|PUBLIC|_KEY$)|^ANON_KEY$/, asked => projectKeys(asked.seed).anonKey],
  [/SUPABASE.*PROJECT.*(?:ID|REF)/, asked => projectKeys(asked.seed).ref],
  [/SUPABASE.*(?:DB|DATABASE|POSTGRES).*URL/, asked => asked.databaseUrl],
  [/SUPABASE.*URL|^SB_URL$/, asked => `https://${projectKeys(asked.seed).ref}.supabase.co`],
  // Databases
  [/MONGO.*(?:URI|URL|CONNECTION|CONN)|^(?:DB_URI|MONGODB|MONGO)$|^ATLAS/, asked => asked.mongoUrl],
  [/(?:UPSTASH|KV)_.*REST.*URL|^KV_URL$/, () => 'https://lab-kv.upstash.io'],
  [/(?:UPSTASH|KV)_.*TOKEN/, prefix('AX', 60)],
  [/REDIS.*(?:URL|URI|CONNECTION)|^REDIS$/, asked => asked.redisUrl],
  [/REDIS.*HOST/, () => 'localhost'],
  [/REDIS.*PORT/, () => '6379'],
  [/REDIS.*PASS/, () => undefined],
  [
    /^(?:SHADOW_|DIRECT_|TEST_|READ_)?(?:DATABASE|POSTGRES(?:QL)?|PG|DB|NEON|PRISMA)\w*_?(?:URL|URI|DSN|CONNECTION(?:_STRING)?|NON_POOLING)\w*$|^(?:DATABASE|DIRECT_URL)$/,
    asked => asked.databaseUrl ?? asked.fileUrl ?? asked.mongoUrl,
  ],
  [/(?:^|_)(?:PGHOST|(?:DB|DATABASE|POSTGRES|PG|MYSQL)_?(?:HOST|HOSTNAME|SERVER))$/, () => 'localhost'],
  [/(?:^|_)(?:PGPORT|(?:DB|DATABASE|POSTGRES|PG|MYSQL)_?PORT)$/, asked => url(asked)?.port ?? '5432'],
  [/(?:^|_)(?:PGUSER|(?:DB|DATABASE|POSTGRES|PG|MYSQL)_?(?:USER|USERNAME|USR))$/, asked => url(asked)?.username ?? 'lab'],
  [/(?:^|_)(?:PGPASSWORD|(?:DB|DATABASE|POSTGRES|PG|MYSQL)_?(?:PASS|PASSWORD|PWD|ROOT_PASSWORD))$/, asked => asked.databasePassword],
  [/(?:^|_)(?:PGDATABASE|(?:DB|DATABASE|POSTGRES|PG|MYSQL)_?(?:NAME|DATABASE|DB))$/, asked => url(asked)?.pathname.slice(1) ?? 'app'],
  [/(?:^|_)(?:DB|DATABASE|PG)_?(?:SSL|SSLMODE|TLS)/, () => 'false'],
  [
    /(?:^|_)(?:DB|DATABASE|SEQUELIZE|TYPEORM|KNEX)_?(?:DIALECT|CLIENT|TYPE|ENGINE|DRIVER)$/,
    asked => asked.fallback ?? url(asked)?.protocol.slice(0, -1).replace('postgresql', 'postgres'),
  ],
  // Before those of the services: what opens their interface signs nothing.
  [/STRIPE.*WEBHOOK.*(?:SECRET|KEY)|STRIPE.*SIGNING|WEBHOOK.*SECRET/, prefix('whsec_')],
  // Payments
  [/STRIPE.*(?:PUBLISHABLE|PUBLIC|PK)|PUBLISHABLE_KEY$/, (asked, name) => `pk_test_${made(asked.seed, name, 60)}`],
  [/STRIPE.*PRICE|PRICE_ID/, prefix('price_1Lab', 20)],
  [/STRIPE.*PRODUCT/, prefix('prod_Lab', 12)],
  [/STRIPE.*(?:CLIENT_ID)/, prefix('ca_', 32)],
  [/STRIPE.*ACCOUNT/, prefix('acct_1Lab', 14)],
  [/STRIPE.*(?:SECRET|KEY|TOKEN|SK)|^STRIPE$/, prefix('sk_test_', 60)],
  [/RAZORPAY.*KEY_ID/, prefix('rzp_test_', 14)],
  [/MERCADO_?PAGO.*TOKEN|^MP_.*TOKEN/, prefix('TEST-', 60)],
  // AI
  [/ANTHROPIC.*KEY|CLAUDE.*KEY/, prefix('sk-ant-api03-', 60)],
  [/(?:OPENAI|LLM|AI)_.*KEY|^OPENAI/, prefix('sk-proj-', 48)],
  [/OPENROUTER.*KEY/, prefix('sk-or-v1-', 60)],
  [/GROQ.*KEY/, prefix('gsk_', 50)],
  [/(?:GEMINI|GOOGLE_(?:AI|GENERATIVE|MAPS|API)).*KEY|FIREBASE.*API_KEY/, prefix('AIzaSy', 33)],
  [/(?:HF|HUGGING_?FACE).*(?:TOKEN|KEY)/, prefix('hf_', 34)],
  [/(?:MODEL|_LLM)$/, asked => asked.fallback ?? 'gpt-4o-mini'],
  // Mail, SMS, storage
  [/RESEND.*AUDIENCE/, (asked, name) => uuid(asked.seed, name)],
  [/RESEND.*KEY|^RESEND/, prefix('re_', 32)],
  [/SENDGRID.*KEY/, prefix('SG.', 66)],
  [/MAILGUN.*DOMAIN/, () => 'mg.lab.example'],
  [
    /(?:SMTP|MAIL|EMAIL)\w*_?(?:HOST|SERVER)$/,
    (_, name) => (/SERVER$/.test(name) && !/SMTP/.test(name) ? 'smtp://lab:lab@smtp.lab.example:587' : 'smtp.lab.example'),
  ],
  [/(?:SMTP|MAIL|EMAIL)\w*_?PORT$/, () => '587'],
  [/(?:SMTP|MAIL|EMAIL)\w*_?SECURE$/, () => 'false'],
  [/TWILIO.*(?:ACCOUNT|SID)/, prefix('AC', 32)],
  [/TWILIO.*(?:NUMBER|PHONE|FROM)|PHONE/, () => '+15005550006'],
  [
    /(?:EMAIL|MAIL)\w*_?(?:FROM|ADDRESS|SENDER|TO)$|^(?:FROM|ADMIN|SUPPORT|CONTACT|SENDER|NOTIFY|OWNER)\w*_?E?MAIL$|_EMAILS?$|^E?MAIL$|_FROM$/,
    (_, name) => `${/ADMIN|OWNER/.test(name) ? 'admin' : 'shop'}@lab.example`,
  ],
  [/AWS.*ACCESS_KEY_ID|S3.*ACCESS_KEY(?:_ID)?$|R2.*ACCESS_KEY_ID/, (asked, name) => `AKIA${made(asked.seed, name, 16).toUpperCase()}`],
  [/AWS.*REGION|S3.*REGION|^REGION$/, asked => asked.fallback ?? 'us-east-1'],
  [/(?:S3|R2|AWS|STORAGE|GCS)\w*BUCKET\w*|^BUCKET/, () => 'lab-bucket'],
  [/(?:S3|R2|STORAGE)\w*ENDPOINT/, () => 'https://s3.lab.example'],
  [/CLOUDINARY_URL/, asked => `cloudinary://${madeDigits(asked.seed, 'cloudinary', 15)}:${made(asked.seed, 'cloudinary', 27)}@lab`],
  [/CLOUDINARY.*(?:NAME|CLOUD)/, () => 'lab'],
  [/CLOUDINARY.*API_KEY/, (asked, name) => madeDigits(asked.seed, name, 15)],
  [/SENTRY.*DSN/, asked => `https://${made(asked.seed, 'sentry', 32)}@o1.ingest.sentry.io/1`],
  [/POSTHOG.*KEY/, prefix('phc_', 43)],
  // Sign-in
  [/^REPLIT_DOMAINS$/, () => 'localhost'],
  [/CLERK.*ISSUER/, () => 'https://lab.clerk.accounts.dev'],
  [/AUTH0.*ISSUER/, () => 'https://lab.auth0.com'],
  [/AUTH0.*DOMAIN$/, () => 'lab.auth0.com'],
  [/CLERK.*PUBLISHABLE/, () => `pk_test_${Buffer.from('lab.clerk.accounts.dev$').toString('base64')}`],
  [/CLERK.*SECRET/, prefix('sk_test_', 42)],
  [/CLERK.*URL$/, () => '/sign-in'],
  [/GOOGLE.*CLIENT_ID/, asked => `${madeDigits(asked.seed, 'google', 12)}-${made(asked.seed, 'google', 32)}.apps.googleusercontent.com`],
  [/GITHUB.*(?:CLIENT_)?ID$/, prefix('Iv1.', 16)],
  [/GITHUB.*TOKEN/, prefix('ghp_', 36)],
  [/CLIENT_ID$|APP_ID$/, hex(32)],
  [/FIREBASE.*PROJECT|GCP.*PROJECT|GOOGLE.*PROJECT/, () => 'lab-project'],
  [/FIREBASE.*(?:CLIENT_EMAIL)|SERVICE_ACCOUNT.*EMAIL/, () => 'lab@lab-project.iam.gserviceaccount.com'],
  [/FIREBASE.*AUTH_DOMAIN/, () => 'lab-project.firebaseapp.com'],
  [/(?:FIREBASE|GOOGLE|GCP|GCLOUD|SERVICE_ACCOUNT)\w*PRIVATE_KEY$/, (asked, name) => madePrivateKey(asked.seed, name)],
  [
    /^(?!GOOGLE_APPLICATION_CREDENTIALS$)(?:(?:FIREBASE|GOOGLE|GCP|GCLOUD)\w*_)?(?:SERVICE_ACCOUNT|CREDENTIALS)(?:_KEY|_JSON|_BASE_?64|_B64)*$/,
    (asked, name) => (/BASE_?64|B64/.test(name) ? Buffer.from(serviceAccount(asked)).toString('base64') : serviceAccount(asked)),
  ],
  [/PRIVATE_KEY$/, () => undefined],
  [/SLACK.*WEBHOOK|DISCORD.*WEBHOOK/, () => 'https://hooks.slack.com/services/T00/B00/lab'],
  [/(?:BCRYPT|SALT)_?(?:ROUNDS|COST)|SALT_?ROUNDS/, () => '4'],
  [
    /(?:EXPIR|TTL|MAX_AGE|TIMEOUT|WINDOW|_MS$|_SECONDS$|_MINUTES$|_DAYS$|_HOURS$|LIMIT|MAX_|_MAX|RATE|ATTEMPTS|THRESHOLD)/,
    (asked, name) => asked.fallback ?? duration(name),
  ],
  // Where the app itself is
  // So is `COURIER_BASE_URL`; where code falls back on an address, that is whose.
  [
    /^(?!(?:APP|BASE|SERVER|BACKEND|CLIENT|FRONT|FRONTEND|WEB|WEBSITE|SITE|UI|INTERNAL|LOCAL|PUBLIC|PRIVATE|API|AUTH|NEXTAUTH|BETTER|DOMAIN|HOST|STORE|SHOP|ADMIN|USER|DEV|DEVELOPMENT|PROD|PRODUCTION|STAGING|TEST|PORTAL|DASHBOARD|PROJECT|CALLBACK|REDIRECT|OAUTH|EMAIL|MAIL|CDN|IMAGES?|FILES?|UPLOADS?|ASSETS?|MEDIA|STATIC|MOBILE|MAIN|SELF|MY|PAYLOAD|DEPLOY|ROOT|CANONICAL)_)[A-Z][A-Z\d]*_BASE_UR[LI]$/,
    ({ fallback, appUrl }) => (fallback === undefined ? 'https://api.lab.example' : isElsewhere(fallback) ? fallback : appUrl),
  ],
  // `WAREHOUSE_API_URL` is somebody else's; `NEXT_PUBLIC_API_URL` is the app's own.
  [
    /^(?!(?:APP|BASE|SERVER|BACKEND|CLIENT|FRONTEND|WEB|SITE|INTERNAL|LOCAL)_)[A-Z][A-Z\d]*_API_(?:BASE_)?(?:URL|URI|HOST)$/,
    () => 'https://api.lab.example',
  ],
  [
    /(?:CORS|ALLOWED)_?ORIGINS?|^ORIGINS?$|(?:APP|SITE|BASE|FRONTEND|CLIENT|PUBLIC|WEB|HOST|NEXTAUTH|AUTH|BETTER_AUTH|SERVER|BACKEND|API|DOMAIN|DEPLOY|WEBSITE|STORE|SHOP|ROOT|CANONICAL|PAYLOAD)\w*_?(?:URL|URI|ORIGIN|HOST)$|^(?:URL|SITE|DOMAIN_URL|BASE)$/,
    asked => asked.appUrl,
  ],
  [/(?:CALLBACK|REDIRECT|SUCCESS|CANCEL|RETURN)\w*_?(?:URL|URI)/, asked => `${asked.appUrl}/`],
  [/(?:COOKIE_)?DOMAIN$/, () => 'localhost'],
  [/WEBHOOK_URL|_ENDPOINT$/, () => 'https://hooks.lab.example/in'],
  // Secrets of its own
  [/ADMIN.*(?:USER|NAME|LOGIN)/, () => 'admin'],
  [/PASSWORD|PASSWD|(?:^|_)PASS$|(?:^|_)PWD$/, (asked, name) => `Lab-${made(asked.seed, name, 16)}-9`],
  [/CRON.*(?:SECRET|KEY|TOKEN)/, hex(40)],
  [/ENCRYPT.*KEY|CIPHER/, asked => made(asked.seed, 'encryption', asked.length ?? 32)],
  [/SECRET|TOKEN|SALT|PEPPER|SIGNING|(?:^|_)KEYS?$|PASSPHRASE|CREDENTIAL|(?:^|_)JWT$|API_?KEY/, hex(48)],
  [/USER(?:NAME)?$|LOGIN$/, () => 'lab'],
  [/^(?:ENABLE|DISABLE|USE|SKIP|IS|ALLOW|REQUIRE|FEATURE)_|_ENABLED$|_DISABLED$/, asked => asked.fallback],
  [/(?:APP|SITE|STORE|SHOP|COMPANY|BRAND|PROJECT)_?(?:NAME|TITLE)$/, () => 'Lab'],
  [/LOG_?LEVEL$/, asked => asked.fallback ?? 'info'],
  [/CURRENCY$/, asked => asked.fallback ?? 'usd'],
  [/_ID$/, hex(24)],
]

/** A service account of Google's as its file has it. */
const serviceAccount = ({ seed }: Asked): string =>
  JSON.stringify({
    type: 'service_account',
    project_id: 'lab-project',
    private_key_id: made(seed, 'service-account', 40),
    private_key: madePrivateKey(seed, 'service-account'),
    client_email: 'lab@lab-project.iam.gserviceaccount.com',
    client_id: madeDigits(seed, 'service-account', 21),
    token_uri: 'https://oauth2.googleapis.com/token',
  })

const isElsewhere = (address: string): boolean => /^https?:\/\/(?!localhost|127\.|0\.0\.0\.0)/.test(address)

/** How long something lasts, in the unit that the name tells; limits have none. */
function duration(name: string): string | undefined {
  const unit = UNITS.find(([pattern]) => pattern.test(name))?.[1]
  if (!/EXPIR|TTL|MAX_AGE|TIMEOUT/.test(name)) return /(?:_MS|_SECONDS|_MINUTES|_DAYS|_HOURS)$/.test(name) ? unit : undefined
  // Cookies are counted in days by most, tokens are given a text.
  return unit ?? (/COOKIE/.test(name) ? '7' : /JWT|TOKEN/.test(name) ? '7d' : '3600000')
}

const UNITS = [
  [/DAYS/, '7'],
  [/HOURS/, '24'],
  [/MINUTES|_MINS?(?:_|$)/, '60'],
  [/SECONDS|_SECS?(?:_|$)/, '3600'],
  [/MILLIS|_MS(?:_|$)/, '3600000'],
] as const

const PUBLIC = /^(?:NEXT_PUBLIC_|VITE_|REACT_APP_|PUBLIC_|EXPO_PUBLIC_|NUXT_PUBLIC_|NUXT_|GATSBY_)/

export function makeValue(name: string, asked: Asked): Made | undefined {
  const bare = name.replace(PUBLIC, '').toUpperCase()
  // `databaseUrl` from a settings object is no variable.
  return RULES.find(([pattern]) => pattern.test(bare))?.[1](asked, bare)
}

function uuid(seed: string, name: string): string {
  const text = made(seed, name, 32)
  return `${text.slice(0, 8)}-${text.slice(8, 12)}-4${text.slice(13, 16)}-8${text.slice(17, 20)}-${text.slice(20)}`
}
