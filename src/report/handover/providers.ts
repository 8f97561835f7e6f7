/** An issuer of keys: how to know one of its keys, and where a new one is made. */
export interface Provider {
  readonly name: string
  /** Tried on the finding's words: name of the variable, kind of the key, its first letters. */
  readonly known: RegExp
  /** Names of the service, as the model has it. */
  readonly services: readonly string[]
  /** What whoever holds the key can do. */
  readonly reach: string
  readonly rotate: readonly string[]
}

/** Most particular first. */
export const PROVIDERS: readonly Provider[] = [
  {
    name: 'Stripe webhook secret',
    known: /whsec_|stripe_?webhook|stripe.*signing secret/i,
    services: ['stripe'],
    reach: 'forge payment messages, so that orders count as paid',
    rotate: [
      'Stripe Dashboard → Developers → Webhooks → the endpoint → Roll secret; let the old one live for 24 hours.',
      'Set the new secret, redeploy, send a test event from the same page.',
    ],
  },
  {
    name: 'Stripe',
    known: /\b(?:sk|rk)_(?:live|test)|stripe/i,
    services: ['stripe'],
    reach: 'read customers and payments, refund, and move money out',
    rotate: [
      'Stripe Dashboard → Developers → API keys → Roll key; choose an expiry of a few hours.',
      'Set the new key, redeploy, make one payment of the smallest amount.',
      'Look through Developers → Logs for calls that are not yours.',
    ],
  },
  {
    name: 'Supabase service role',
    known: /service_?role|sb_secret|supabase.*(?:service|secret|admin)|supabase.*key/i,
    services: ['supabase'],
    reach: 'read and change every row of every table, past all row rules',
    rotate: [
      'Supabase → Project Settings → API Keys: make a new secret key and delete the old one. A legacy `service_role` key changes only with the JWT secret, which signs everybody out.',
      'Set it for the server and for edge functions (`supabase secrets set`).',
      'Look through Logs → API for requests you do not know.',
    ],
  },
  {
    name: 'OpenAI',
    known: /openai|\bsk-(?:proj|svcacct)/i,
    services: ['openai', 'ai'],
    reach: 'spend on your account',
    rotate: [
      'platform.openai.com → API keys: create a new key, delete the old one.',
      'Set a monthly budget under Limits while you are there.',
    ],
  },
  {
    name: 'Anthropic',
    known: /anthropic|claude|sk-ant/i,
    services: ['anthropic'],
    reach: 'spend on your account',
    rotate: ['console.anthropic.com → API keys: create a new key, disable and delete the old one.', 'Set a spend limit for the workspace.'],
  },
  {
    name: 'AWS',
    known: /\baws|AKIA|ASIA/i,
    services: ['aws', 's3'],
    reach: 'do whatever its IAM user may: read storage, start machines, send mail',
    rotate: [
      'IAM → Users → Security credentials: create a second access key, deploy it, deactivate the first, delete it after a day.',
      'Look through CloudTrail for that key’s last use, and cut the user’s policy to what the app needs.',
    ],
  },
  {
    name: 'SendGrid',
    known: /sendgrid|\bSG\./i,
    services: ['sendgrid'],
    reach: 'send mail in your name',
    rotate: [
      'SendGrid → Settings → API Keys: create a key with Mail Send alone, delete the old one.',
      'Look through Activity for mail that is not yours.',
    ],
  },
  {
    name: 'Resend',
    known: /resend|\bre_/i,
    services: ['resend'],
    reach: 'send mail in your name',
    rotate: [
      'resend.com → API Keys: create a key with sending access for your domain, delete the old one.',
      'Look through Emails for mail that is not yours.',
    ],
  },
  {
    name: 'Google',
    known: /google|AIza|gemini|firebase|gcp/i,
    services: ['google', 'firebase'],
    reach: 'use the Google services that the key is open to, on your bill',
    rotate: [
      'console.cloud.google.com → APIs & Services → Credentials: make a new key restricted by API and by address, delete the old one.',
      'For a service account: IAM → Service accounts → Keys, new key, delete the old one.',
    ],
  },
  {
    name: 'GitHub',
    known: /github|gh[pousr]_|github_pat/i,
    services: ['github'],
    reach: 'read or change the repositories that its owner can',
    rotate: [
      'github.com → Settings → Developer settings → Personal access tokens: delete it, make a fine-grained one for one repository.',
      'Look through the security log.',
    ],
  },
  {
    name: 'Twilio',
    known: /twilio/i,
    services: ['twilio', 'sms'],
    reach: 'send messages and calls on your bill',
    rotate: ['Twilio Console → Account → API keys & tokens: promote a secondary auth token, then delete the first.'],
  },
  {
    name: 'Slack',
    known: /slack|xox[abposr]-/i,
    services: ['slack'],
    reach: 'write into, and perhaps read, your workspace',
    rotate: ['api.slack.com/apps → the app → OAuth & Permissions: revoke all tokens, reinstall.'],
  },
  {
    name: 'Database password',
    known: /database (?:address|url|password)|postgres|mysql|mongodb|redis|DATABASE_URL|DB_PASS|connection string/i,
    services: [],
    reach: 'read, change and delete every table, past every route and every guard',
    rotate: [
      'At your database host, reset the password of that user (or run `ALTER ROLE … PASSWORD` with a new random one).',
      'Set the new address, redeploy, and look for connections from addresses you do not know.',
      'Where the host allows it, let only the app’s own addresses in.',
    ],
  },
  {
    name: 'Webhook or cron secret',
    known: /webhook|cron/i,
    services: [],
    reach: 'send messages that your app takes for those of its partner',
    rotate: ['Make a new random value (`openssl rand -base64 32`), set it at the sender and in your environment, redeploy.'],
  },
  {
    name: 'Session or signing secret',
    known: /jwt|session|auth_?secret|signing|nextauth|protects sessions|cookie/i,
    services: [],
    reach: 'sign in as anybody, admins among them, without a password',
    rotate: [
      'Make a new one: `openssl rand -base64 48`. Use another value in each environment.',
      'Set it and redeploy: everybody is signed out once, which is what you want.',
    ],
  },
]

/** Where the issuer is not known. */
export const OTHER: Provider = {
  name: 'Shared secret',
  known: /(?:)/,
  services: [],
  reach: 'do what the service behind it lets its holder do',
  rotate: [
    'Ask whoever runs that service for a new value, and to switch the old one off.',
    'Set the new value in the environment and redeploy; do not write it into the code.',
  ],
}
