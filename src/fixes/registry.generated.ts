// This file is generated (no need to edit): `npm run generate`.

import accessClientSuppliedIdentity from './access/client-supplied-identity.js'
import accessOpenEndpoint from './access/open-endpoint.js'
import accessUnscopedQuery from './access/unscoped-query.js'
import envMissingExample from './env/missing-example.js'
import envUndeclaredVariable from './env/undeclared-variable.js'
import errorsErrorDetailExposed from './errors/error-detail-exposed.js'
import errorsSensitiveDataReturned from './errors/sensitive-data-returned.js'
import inputOpenRedirect from './input/open-redirect.js'
import inputPathTraversal from './input/path-traversal.js'
import inputSqlInjection from './input/sql-injection.js'
import limitsRateLimitMissing from './limits/rate-limit-missing.js'
import performanceMissingIndex from './performance/missing-index.js'
import performanceUnboundedList from './performance/unbounded-list.js'
import rulesBucket from './rules/bucket.js'
import rulesDefinerFunction from './rules/definer-function.js'
import rulesMisnamedPolicy from './rules/misnamed-policy.js'
import rulesNarrowPolicy from './rules/narrow-policy.js'
import rulesPolicyOnClaim from './rules/policy-on-claim.js'
import rulesRowRulesMissing from './rules/row-rules-missing.js'
import rulesSelfPromotion from './rules/self-promotion.js'
import rulesViewBypass from './rules/view-bypass.js'
import secretsFallbackSecret from './secrets/fallback-secret.js'
import secretsHardCodedSecret from './secrets/hard-coded-secret.js'
import sessionsInsecureCookie from './sessions/insecure-cookie.js'
import sessionsPredictableToken from './sessions/predictable-token.js'
import type { Fix } from './fix.js'

export const FIXES: readonly Fix[] = [
  accessClientSuppliedIdentity,
  accessOpenEndpoint,
  accessUnscopedQuery,
  envMissingExample,
  envUndeclaredVariable,
  errorsErrorDetailExposed,
  errorsSensitiveDataReturned,
  inputOpenRedirect,
  inputPathTraversal,
  inputSqlInjection,
  limitsRateLimitMissing,
  performanceMissingIndex,
  performanceUnboundedList,
  rulesBucket,
  rulesDefinerFunction,
  rulesMisnamedPolicy,
  rulesNarrowPolicy,
  rulesPolicyOnClaim,
  rulesRowRulesMissing,
  rulesSelfPromotion,
  rulesViewBypass,
  secretsFallbackSecret,
  secretsHardCodedSecret,
  sessionsInsecureCookie,
  sessionsPredictableToken,
]
