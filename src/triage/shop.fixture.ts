import type { Certainty, Severity } from '#base/certainty'
import type { Check, Part } from '#checks/check'
import type { FoundProblem } from '#checks/run'
import type { Table } from '#database/catalogue'
import type { AppModel, Auth, Effect, QueryDoes, Route } from '#model/app-model'

/** An invented yarn shop, Lantern & Loom: what the tests of triage and report look at. */
export const at = (file: string, line: number) => ({ file, line })

const base = (file: string, line: number) => ({
  at: at(file, line),
  guards: [],
  trail: [],
  loop: undefined,
  swallowedBy: undefined,
  caught: false,
  when: [],
})

export const query = (file: string, line: number, does: QueryDoes, table: string): Effect => ({
  ...base(file, line),
  kind: 'query',
  does,
  table,
  via: 'prisma',
  filters: [],
  data: undefined,
  columns: undefined,
  limited: false,
  single: false,
  sql: undefined,
  transaction: false,
  returning: false,
  rights: undefined,
  errorRead: undefined,
})

export const send = (file: string, line: number, service: string, operation: string): Effect => ({
  ...base(file, line),
  kind: 'send',
  service,
  operation,
  input: { kind: 'unknown' },
})

export function route(method: string, path: string, auth: Auth, how: string, rest: Partial<Route> = {}): Route {
  const file = `app${path.replace(/:(\w+)/g, '[$1]')}/route.ts`
  return {
    method,
    path,
    kind: 'http',
    framework: 'next',
    at: at(file, 8),
    auth,
    how,
    guards: [],
    validated: 'none',
    inputs: [],
    effects: [],
    tables: [],
    limiter: undefined,
    unreached: false,
    gaps: [],
    ...rest,
  }
}

export function table(name: string, columns: readonly string[], rest: Partial<Table> = {}): Table {
  return {
    name,
    aliases: [],
    kind: 'prisma',
    at: at('prisma/schema.prisma', 10),
    primaryKey: ['id'],
    indexes: [],
    foreignKeys: [],
    rowRules: undefined,
    policies: [],
    owner: columns.includes('user_id') ? 'user_id' : undefined,
    columns: columns.map(column => ({
      name: column,
      field: column,
      type: 'text',
      nullable: false,
      hasDefault: false,
      unique: false,
      at: at('prisma/schema.prisma', 11),
    })),
    ...rest,
  }
}

const orders = 'app/api/orders/[id]/route.ts'
const checkout = 'app/api/checkout/route.ts'
const hook = 'app/api/webhooks/stripe/route.ts'

export const shop: AppModel = {
  app: {
    name: 'lantern-and-loom',
    frameworks: ['next'],
    languages: ['typescript'],
    builder: 'cursor',
    host: 'vercel',
    databases: ['postgres'],
    services: ['stripe', 'resend', 'openai'],
    takesMoney: true,
  },
  routes: [
    route('GET', '/api/products', 'public', 'reads only the catalogue', {
      tables: ['products'],
      effects: [query('app/api/products/route.ts', 12, 'read', 'products')],
      validated: 'partial',
    }),
    route('GET', '/api/products/:id', 'public', 'reads only the catalogue', { tables: ['products'], validated: 'yes' }),
    route('GET', '/api/orders', 'session', '`requireUser()` in lib/auth.ts', {
      tables: ['order_items', 'orders'],
      effects: [query('app/api/orders/route.ts', 15, 'read', 'orders')],
    }),
    route('GET', '/api/orders/:id', 'session', '`requireUser()` in lib/auth.ts', {
      tables: ['orders'],
      effects: [query(orders, 14, 'read', 'orders')],
      validated: 'no',
    }),
    route('POST', '/api/orders/:id/cancel', 'owner', 'compares `order.userId` with the session', {
      tables: ['orders'],
      effects: [query('app/api/orders/[id]/cancel/route.ts', 22, 'update', 'orders')],
      validated: 'yes',
    }),
    route('POST', '/api/checkout', 'session', '`requireUser()` in lib/auth.ts', {
      tables: ['orders', 'products'],
      effects: [send(checkout, 31, 'stripe', 'checkout.sessions.create'), query(checkout, 44, 'create', 'orders')],
      validated: 'no',
    }),
    route('POST', '/api/webhooks/stripe', 'signature', '`stripe.webhooks.constructEvent` on the raw body', {
      kind: 'webhook',
      tables: ['orders'],
      effects: [query(hook, 33, 'create', 'orders')],
      at: at(hook, 9),
    }),
    route('GET', '/api/admin/customers', 'open', 'no guard before the query', {
      tables: ['users'],
      effects: [query('app/api/admin/customers/route.ts', 9, 'read', 'users')],
    }),
    route('PATCH', '/api/admin/products/:id', 'role', '`session.role === "admin"` in lib/admin.ts', {
      tables: ['products'],
      validated: 'yes',
    }),
    route('POST', '/api/account/login', 'public', 'login', { tables: ['users'], validated: 'yes' }),
    route('POST', '/api/account/register', 'public', 'sign-up', { tables: ['users'], validated: 'partial' }),
    route('PATCH', '/api/account/profile', 'session', '`requireUser()` in lib/auth.ts', {
      tables: ['users'],
      effects: [query('app/api/account/profile/route.ts', 19, 'update', 'users')],
      validated: 'no',
    }),
    route('POST', '/api/assistant', 'weak', 'header `x-shop-client` that the caller chooses', {
      tables: ['messages'],
      effects: [send('app/api/assistant/route.ts', 27, 'ai', 'chat.completions.create')],
      validated: 'no',
    }),
    route('GET', '/api/reviews', 'public', 'meant to be read', { tables: ['reviews'] }),
    route('ACTION', 'addReview', 'unknown', 'wrapped by `withShop`, which could not be read', {
      kind: 'action',
      at: at('app/actions/reviews.ts', 11),
      tables: ['reviews'],
      validated: 'unknown',
    }),
    route('GET', '/api/cron/reminders', 'signature', 'compares `CRON_SECRET`', { kind: 'cron', tables: ['carts'] }),
    route('GET', '/api/old/export', 'open', 'no guard', { unreached: true, tables: ['orders'] }),
  ],
  browser: [],
  tables: [
    table('carts', ['id', 'user_id', 'created_at']),
    table('messages', ['id', 'user_id', 'body']),
    table('order_items', ['id', 'order_id', 'product_id', 'unit_price']),
    table('orders', ['id', 'user_id', 'total', 'status', 'address']),
    table('products', ['id', 'title', 'price', 'stock']),
    table('reviews', ['id', 'user_id', 'product_id', 'text']),
    table('users', ['id', 'email', 'password_hash', 'phone', 'role']),
  ],
  functions: [],
  buckets: [],
  setups: [
    { what: 'logger', library: 'pino', at: at('lib/log.ts', 3), options: { kind: 'unknown' }, prefix: '', reached: true, effects: [] },
  ],
  env: [
    {
      name: 'DATABASE_URL',
      reads: [{ at: at('lib/db.ts', 4), fallback: undefined, inBrowser: false }],
      declared: [at('.env.example', 1)],
      inBrowser: false,
    },
    {
      name: 'JWT_SECRET',
      reads: [{ at: at('lib/auth.ts', 6), fallback: 'loom-dev-secret-2024', inBrowser: false }],
      declared: [],
      inBrowser: false,
    },
    {
      name: 'NEXT_PUBLIC_STRIPE_KEY',
      reads: [{ at: at('app/cart/page.tsx', 5), fallback: undefined, inBrowser: true }],
      declared: [at('.env.example', 4)],
      inBrowser: true,
    },
    {
      name: 'STRIPE_SECRET_KEY',
      reads: [{ at: at('lib/stripe.ts', 3), fallback: undefined, inBrowser: false }],
      declared: [at('.env.example', 2)],
      inBrowser: false,
    },
  ],
  edge: [],
  gaps: [
    { at: at('lib/with-shop.ts', 7), why: 'the wrapped function is chosen at run time', hides: ['guards'] },
    { at: at('prisma/migrations/0007_prices/migration.sql', 3), why: 'the statement is not valid SQL', hides: ['tables'] },
  ],
}

export function check(
  id: string,
  severity: Severity,
  why: string,
  needs: readonly Part[] = ['routes'],
  refs: readonly string[] = [],
): Check {
  return { id, title: why, why, severity, refs, needs, find: () => [] }
}

export function found(
  of: Check,
  file: string,
  line: number,
  message: string,
  help: string,
  rest: Partial<FoundProblem['problem']> = {},
): FoundProblem {
  return {
    check: of,
    problem: {
      at: at(file, line),
      certainty: 'certain' as Certainty,
      message,
      help,
      key: `${rest.route ?? file} ${message.slice(0, 30)}`,
      ...rest,
    },
  }
}
