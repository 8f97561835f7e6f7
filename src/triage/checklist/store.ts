import { customerDataReachable, openToLoggedOut } from './access.js'
import { environmentsSeparated, keysVisible } from './keys.js'
import { deliveredTwice, logged, redeployable, tracked } from './operations.js'
import type { Question } from './question.js'
import { checkoutIndexed, slow } from './speed.js'

/** Ten questions before a store opens. */
export const STORE: readonly Question[] = [
  { question: 'Are API keys visible in the repository, the frontend bundle or deployment settings?', good: 'no', reply: keysVisible },
  { question: 'Can a logged-out user hit an endpoint that should be private?', good: 'no', reply: openToLoggedOut },
  { question: 'Do core API routes take longer than 500 ms at p95?', good: 'no', reply: slow },
  { question: 'Do checkout-related queries have proper indexes?', good: 'yes', reply: checkoutIndexed },
  { question: 'Do failed requests leave useful logs?', good: 'yes', reply: logged },
  { question: 'Are staging, production and local clearly separated?', good: 'yes', reply: environmentsSeparated },
  { question: 'Do webhooks survive duplicate delivery?', good: 'yes', reply: deliveredTwice },
  { question: 'Would an attacker reach customer or order data through weak route protection?', good: 'no', reply: customerDataReachable },
  { question: 'Is Sentry or an equivalent connected?', good: 'yes', reply: tracked },
  { question: 'Can it be redeployed safely without breaking current sales?', good: 'yes', reply: redeployable },
]
