import { findingsIn } from './findings.fixture.js'

const PACKAGES = '{ "name": "shop", "dependencies": { "next": "*", "stripe": "*", "@prisma/client": "*", "@supabase/supabase-js": "*" } }'

/** An app of one file, with the packages that a shop has. */
export const app = (path: string, text: string, more: Record<string, string> = {}): Record<string, string> => ({
  'package.json': PACKAGES,
  [path]: text,
  ...more,
})

/** How grave a check finds a webhook whose handler holds these lines. */
export function hookOf(check: string) {
  return async (
    lines: string,
    path = 'app/api/webhooks/shop/route.ts',
    more: Record<string, string> = {},
  ): Promise<(string | undefined)[]> => {
    const text = `import { createHmac, timingSafeEqual } from 'node:crypto'
import Stripe from 'stripe'
import { PrismaClient } from '@prisma/client'
const prisma = new PrismaClient()
const stripe = new Stripe(process.env.STRIPE_SECRET_KEY)
export async function POST(request: Request) {
${lines}
  return Response.json({ received: true })
}`
    return (await findingsIn(check, app(path, text, more))).map(one => one.split(' ')[1])
  }
}

/** A supabase function that Stripe calls, with its configuration. */
export const edgeWebhook = (
  call: string,
  config = '[functions.stripe-webhook]\nverify_jwt = false',
  more: Record<string, string> = {},
): Record<string, string> => ({
  'package.json': '{ "name": "shop", "dependencies": { "@supabase/supabase-js": "*" } }',
  'supabase/config.toml': config,
  'supabase/functions/stripe-webhook/index.ts': `import Stripe from 'npm:stripe@17'
const stripe = new Stripe(Deno.env.get('STRIPE_SECRET_KEY')!)
Deno.serve(async request => {
  const event = ${call}
  console.log(event.type)
  return new Response('ok')
})`,
  ...more,
})
