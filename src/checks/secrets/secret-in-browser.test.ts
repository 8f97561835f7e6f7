import { expect, test } from 'vitest'
import { placesOf, problemsIn } from './problems.fixture.js'
import check from './secret-in-browser.js'

const vite = {
  'index.html': '<script type="module" src="/src/main.tsx"></script>',
  'package.json': '{ "dependencies": { "vite": "7", "react": "19" } }',
}
const service = ['{"alg":"HS256"}', '{"role":"service_role","ref":"abc"}', 'not a signature, only bytes']
  .map(part => Buffer.from(part).toString('base64url'))
  .join('.')

test('follows imports, aliases and re-exports from the page to the key', async () => {
  const found = await problemsIn(check, {
    ...vite,
    'tsconfig.json': '{ "compilerOptions": { "paths": { "@/*": ["./src/*"] } } }',
    'src/main.tsx': "import { admin } from '@/lib'\nadmin()",
    'src/lib/index.ts': "export * from './admin.js'",
    'src/lib/admin.ts': `export const admin = () => createClient(url, '${service}')`,
    'server/admin.ts': `createClient(url, '${service}')`,
  })
  expect(placesOf(found)).toEqual(['src/lib/admin.ts:1 critical'])
})

test('finds secrets that a prefix or a build configuration publishes', async () => {
  const found = await problemsIn(check, {
    ...vite,
    'vite.config.ts':
      "export default defineConfig(({ mode }) => { const env = loadEnv(mode, '.', '')\nreturn { define: { 'process.env.API_KEY': JSON.stringify(env.GEMINI_API_KEY) } } })",
    'src/main.tsx':
      'call(import.meta.env.VITE_OPENAI_API_KEY)\ncall(import.meta.env.VITE_SUPABASE_SERVICE_ROLE_KEY)\ncall(import.meta.env.VITE_COURIER_TOKEN)',
  })
  expect(placesOf(found)).toEqual(['src/main.tsx:1 high', 'src/main.tsx:2 critical', 'src/main.tsx:3 medium', 'vite.config.ts:2 high'])
})

test('says mildly that browser code reads a variable that the bundler leaves out', async () => {
  const found = await problemsIn(check, {
    'package.json': '{ "dependencies": { "next": "15" } }',
    'app/pay/button.tsx': "'use client'\nimport { stripe } from '../../lib/stripe'",
    'lib/stripe.ts': 'export const stripe = new Stripe(process.env.STRIPE_SECRET_KEY!)',
  })
  expect(placesOf(found)).toEqual(['lib/stripe.ts:1 low'])
  const schema = await problemsIn(check, {
    'package.json': '{ "dependencies": { "next": "15", "@t3-oss/env-nextjs": "0.13.0" } }',
    'app/pay/button.tsx': "'use client'\nimport { env } from '../../env'",
    'env.ts':
      "import { createEnv } from '@t3-oss/env-nextjs'\nexport const env = createEnv({ server: {}, runtimeEnv: { STRIPE_SECRET_KEY: process.env.STRIPE_SECRET_KEY } })",
  })
  expect(schema).toEqual([])
})

test('passes public keys, server components, server actions and route handlers', async () => {
  const found = await problemsIn(check, {
    'package.json': '{ "dependencies": { "next": "15" } }',
    'app/page.tsx': "import { stripe } from '../lib/stripe'\nimport Form from './form'",
    'app/form.tsx':
      "'use client'\nimport { pay } from './actions'\nimport type { Stripe } from '../lib/stripe'\nuse(process.env.NEXT_PUBLIC_SUPABASE_ANON_KEY, process.env.NEXT_PUBLIC_FIREBASE_DATABASE_URL, process.env.NEXT_PUBLIC_GOOGLE_MAPS_API_KEY, process.env.NEXT_PUBLIC_STRIPE_PUBLISHABLE_KEY, process.env.NEXT_PUBLIC_POSTHOG_KEY)",
    'app/actions.ts': "'use server'\nimport { stripe } from '../lib/stripe'",
    'app/api/pay/route.ts': "import { stripe } from '../../../lib/stripe'",
    'lib/stripe.ts': 'export const stripe = new Stripe(process.env.STRIPE_SECRET_KEY!)',
    'pages/old.tsx':
      "import { load } from '../lib/stripe'\nexport async function getServerSideProps() { return load() }\nexport default function Old() { return null }",
  })
  expect(found).toEqual([])
})

test('tells the key of a Firebase project from the key of a model in one file', async () => {
  const page = (config: string) =>
    problemsIn(check, {
      'package.json': '{ "dependencies": { "next": "15" } }',
      'app/chat.tsx': `'use client'\n${config}\nexport const ask = (key: string) => fetch('https://generativelanguage.googleapis.com/v1beta/models?key=' + key)`,
      'app/page.tsx': "import { ask } from './chat'\nexport default () => ask",
    })
  const key = `AIza${'SyB4c5D6e7F8g9H0i1J2k3L4m5N6o7P8q9R'}`
  expect(await page(`const config = { apiKey: '${key}', authDomain: 'tea.firebaseapp.com', messagingSenderId: '1' }`)).toEqual([])
  expect(placesOf(await page(`const model = '${key}'`))).toHaveLength(1)
})
