import { assemble } from '#triage/assemble'
import type { Report } from '#triage/finding'
import { outcomes } from '#triage/outcomes'
import { rank } from '#triage/rank'
import { shop } from '#triage/shop.fixture'
import { checks, problems } from '#triage/shop-problems.fixture'
import { framesOf, type Frames } from './frame.js'

const run = { problems, errors: [] }

/** The audit of the invented shop. */
export const report: Report = assemble({
  model: shop,
  findings: rank(problems, shop),
  results: outcomes(checks, run, shop),
  version: '0.1.0',
})

/** The same shop with nothing found and nothing left unread. */
export const cleanReport: Report = (() => {
  const model = { ...shop, gaps: [], routes: shop.routes.filter(route => !['open', 'weak', 'unknown'].includes(route.auth)) }
  return assemble({ model, findings: [], results: outcomes(checks, { problems: [], errors: [] }, model), version: '0.1.0' })
})()

const FILES: Readonly<Record<string, string>> = {
  'app/api/orders/[id]/route.ts': `import { NextResponse } from 'next/server'
import { db } from '@/lib/db'
import { requireUser } from '@/lib/auth'

type Context = { params: { id: string } }

// Order detail for the account page
export async function GET(request: Request, { params }: Context) {
  const user = await requireUser(request)
  if (!user) {
    return NextResponse.json({ error: 'Unauthorized' }, { status: 401 })
  }

  const order = await db.order.findUnique({
    where: { id: params.id },
    include: { items: true, address: true },
  })

  return NextResponse.json(order)
}
`,
  'app/api/admin/customers/route.ts': `import { NextResponse } from 'next/server'
import { db } from '@/lib/db'

export const dynamic = 'force-dynamic'

// TODO: add auth before launch

export async function GET() {
  const customers = await db.user.findMany()
  return NextResponse.json(customers)
}
`,
  'lib/auth.ts': `import jwt from 'jsonwebtoken'
import { cookies } from 'next/headers'
import { db } from './db'

// the key for sessions
const JWT_SECRET = process.env.JWT_SECRET || 'loom-dev-secret-2024'
const stripeKey = 'sk_live_51Nv8QwLanternLoomX7t2Zq'

export function sign(user: { id: string }) {
  return jwt.sign({ sub: user.id }, JWT_SECRET)
}
`,
}

/** The secrets that the invented shop holds: none may be printed whole. */
export const secrets = ['loom-dev-secret-2024', 'sk_live_51Nv8QwLanternLoomX7t2Zq']

export const frames: Frames = framesOf(report, file => FILES[file])
