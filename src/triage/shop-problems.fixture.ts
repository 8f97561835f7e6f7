import type { FoundProblem } from '#checks/run'
import { at, check, found } from './shop.fixture.js'

const unscoped = check(
  'access/unscoped-query',
  'critical',
  'Anyone signed in can read what belongs to another customer by sending a different id.',
  ['routes', 'tables'],
  ['CWE-639', 'OWASP-API1:2023'],
)
const openEndpoint = check(
  'access/open-endpoint',
  'critical',
  'Whoever finds the address can read the data of every customer.',
  ['routes'],
  ['CWE-306'],
)
const weak = check('access/weak-guard', 'high', 'The guard is believed to hold, and does not.', ['routes'], ['CWE-290'])
const price = check('payments/client-price', 'critical', 'A customer pays what they like.', ['routes'], ['CWE-602'])
const twice = check('webhooks/not-idempotent', 'high', 'One payment makes two orders, and two parcels.', ['routes'], ['CWE-837'])
const mass = check('access/mass-assignment', 'high', 'A customer can make themselves an admin.', ['routes', 'tables'], ['CWE-915'])
const secret = check('secrets/committed-secret', 'high', 'Whoever reads the repository can sign in as anybody.', ['source'], ['CWE-798'])
const index = check('performance/missing-index', 'medium', 'The page gets slower with every order that is placed.', ['routes', 'tables'])
const loop = check('performance/query-in-loop', 'medium', 'One page asks the database hundreds of times.', ['routes'])
const limit = check(
  'abuse/no-rate-limit',
  'medium',
  'A robot can try passwords, or spend your AI budget, as fast as it likes.',
  ['routes', 'setups'],
  ['CWE-799'],
)
const tracking = check('operations/no-error-tracking', 'medium', 'When the shop fails at night, nobody hears of it.', [
  'app',
  'setups',
  'routes',
])
const unvalidated = check('input/unvalidated-body', 'medium', 'Whatever is sent is stored.', ['routes'], ['CWE-20'])
const leak = check('errors/error-detail', 'low', 'Error texts tell an attacker how the app is built.', ['routes'], ['CWE-209'])
const undeclared = check('configuration/undeclared-env', 'low', 'The next deploy starts without a setting that nobody knew of.', [
  'env',
  'source',
])
const cors = check('access/permissive-cors', 'medium', 'Another site can act for your customers.', ['setups', 'routes'])
const injection = check('injection/sql', 'critical', 'Whoever calls can read the whole database.', ['routes'], ['CWE-89'])
const rowRules = check('rules/row-rules-missing', 'critical', 'The public key opens the table.', ['tables', 'functions'])
const edge = check('webhooks/behind-token-check', 'high', 'Payments arrive and are turned away.', ['edge'])

/** Every check of the invented audit, those without a problem too. */
export const checks = [
  unscoped,
  openEndpoint,
  weak,
  price,
  twice,
  mass,
  secret,
  index,
  loop,
  limit,
  tracking,
  unvalidated,
  leak,
  undeclared,
  cors,
  injection,
  rowRules,
  edge,
]

/** What they found. */
export const problems: readonly FoundProblem[] = [
  found(
    unscoped,
    'app/api/orders/[id]/route.ts',
    14,
    '`GET /api/orders/:id` reads `orders` rows of every `user_id`.',
    'Filter the query by `user_id` of the signed-in user.',
    {
      route: 'GET /api/orders/:id',
      table: 'orders',
      trail: [
        { at: at('app/api/orders/[id]/route.ts', 8), label: 'reached from here' },
        { at: at('app/api/orders/[id]/route.ts', 14), label: 'no `user_id` filter' },
      ],
    },
  ),
  found(
    openEndpoint,
    'app/api/admin/customers/route.ts',
    9,
    '`GET /api/admin/customers` answers to anyone with every row of `users`.',
    'Reject the request unless the session belongs to an admin.',
    { route: 'GET /api/admin/customers', table: 'users' },
  ),
  found(
    price,
    'app/api/checkout/route.ts',
    31,
    '`POST /api/checkout` charges the price that the browser sends.',
    'Read the price from `products` by its id.',
    {
      route: 'POST /api/checkout',
      trail: [
        { at: at('app/api/checkout/route.ts', 18), label: 'price comes from the body' },
        { at: at('app/api/checkout/route.ts', 31), label: 'and is charged' },
      ],
    },
  ),
  found(
    twice,
    'app/api/webhooks/stripe/route.ts',
    33,
    '`POST /api/webhooks/stripe` creates an order again each time Stripe repeats a message.',
    'Store the event id under a unique key and stop when it is already there.',
    { route: 'POST /api/webhooks/stripe', table: 'orders' },
  ),
  found(
    weak,
    'app/api/assistant/route.ts',
    12,
    '`POST /api/assistant` trusts the header `x-shop-client`, which the caller chooses.',
    'Ask for a session before the model is called.',
    { route: 'POST /api/assistant', certainty: 'likely' },
  ),
  found(
    mass,
    'app/api/account/profile/route.ts',
    19,
    '`PATCH /api/account/profile` writes every field that is sent to `users`, `role` too.',
    'Name the fields that a customer may change.',
    { route: 'PATCH /api/account/profile', table: 'users' },
  ),
  found(secret, 'lib/auth.ts', 6, 'The signing secret falls back to a text in `lib/auth.ts`.', 'Throw when `JWT_SECRET` is unset.'),
  found(
    limit,
    'app/api/account/login/route.ts',
    8,
    '`POST /api/account/login` can be tried without limit.',
    'Limit attempts by address and by account.',
    { route: 'POST /api/account/login' },
  ),
  found(
    limit,
    'app/api/assistant/route.ts',
    8,
    '`POST /api/assistant` can be called without limit.',
    'Limit calls by account and by day.',
    { route: 'POST /api/assistant' },
  ),
  found(tracking, 'package.json', 1, 'No error tracker is set up.', 'Add Sentry, or another, to the server and the browser.', {
    certainty: 'likely',
  }),
  found(
    loop,
    'app/api/orders/route.ts',
    21,
    '`GET /api/orders` queries `order_items` once for each order.',
    'Read all items with one `in` query.',
    { route: 'GET /api/orders', table: 'order_items' },
  ),
  ...['orders.user_id', 'order_items.order_id', 'order_items.product_id', 'reviews.product_id', 'messages.user_id', 'carts.user_id'].map(
    (name, line) =>
      found(index, 'prisma/schema.prisma', 20 + line * 9, `\`${name}\` is filtered by, and has no index.`, `Add an index on \`${name}\`.`, {
        table: name.split('.')[0]!,
      }),
  ),
  found(
    unvalidated,
    'app/api/checkout/route.ts',
    16,
    '`POST /api/checkout` uses the body without checking it.',
    'Parse the body with a schema first.',
    { route: 'POST /api/checkout' },
  ),
  found(
    unvalidated,
    'app/api/account/profile/route.ts',
    12,
    '`PATCH /api/account/profile` uses the body without checking it.',
    'Parse the body with a schema first.',
    { route: 'PATCH /api/account/profile' },
  ),
  found(
    leak,
    'app/api/checkout/route.ts',
    52,
    '`POST /api/checkout` sends the text of the error to the caller.',
    'Answer with a fixed sentence and log the error.',
    { route: 'POST /api/checkout' },
  ),
  found(
    leak,
    'app/api/products/route.ts',
    19,
    '`GET /api/products` sends the text of the error to the caller.',
    'Answer with a fixed sentence and log the error.',
    { route: 'GET /api/products', certainty: 'possible' },
  ),
  found(undeclared, 'lib/auth.ts', 6, '`JWT_SECRET` is read, and `.env.example` does not name it.', 'Add it to `.env.example`.'),
]
