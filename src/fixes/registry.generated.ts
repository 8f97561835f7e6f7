// This file is generated (no need to edit): `npm run generate`.

import accessClaimedIdentity from './access/claimed-identity.js'
import accessClientSuppliedIdentity from './access/client-supplied-identity.js'
import accessEdgeCaller from './access/edge-caller.js'
import accessIdentityInFilter from './access/identity-in-filter.js'
import accessNestGuard from './access/nest-guard.js'
import accessOpenEndpoint from './access/open-endpoint.js'
import accessStaffOnly from './access/staff-only.js'
import accessUnscopedQuery from './access/unscoped-query.js'
import aiPromptInjection from './ai/prompt-injection.js'
import aiToolWithoutOwnerCheck from './ai/tool-without-owner-check.js'
import aiUncappedSpend from './ai/uncapped-spend.js'
import brokenAccountDeletion from './broken/account-deletion.js'
import brokenClaimedProtection from './broken/claimed-protection.js'
import brokenCrossSiteRequest from './broken/cross-site-request.js'
import brokenDevModeGrant from './broken/dev-mode-grant.js'
import brokenPretendedAnswer from './broken/pretended-answer.js'
import brokenProductionOnlyCheck from './broken/production-only-check.js'
import brokenShadowedRoute from './broken/shadowed-route.js'
import brokenSkippedSignature from './broken/skipped-signature.js'
import brokenSubscriptionGoesOn from './broken/subscription-goes-on.js'
import brokenSynchronousSignatureCheck from './broken/synchronous-signature-check.js'
import brokenUnreachedMiddleware from './broken/unreached-middleware.js'
import brokenWebhookBehindTokenCheck from './broken/webhook-behind-token-check.js'
import corsOneSite from './cors/one-site.js'
import corsPermissiveOrigin from './cors/permissive-origin.js'
import envLocalAddress from './env/local-address.js'
import envMissingExample from './env/missing-example.js'
import envUndeclaredVariable from './env/undeclared-variable.js'
import errorsErrorDetailExposed from './errors/error-detail-exposed.js'
import errorsForgedLogLine from './errors/forged-log-line.js'
import errorsSensitiveDataReturned from './errors/sensitive-data-returned.js'
import errorsSensitiveLogging from './errors/sensitive-logging.js'
import errorsUnhandledFailure from './errors/unhandled-failure.js'
import errorsUnreadError from './errors/unread-error.js'
import headersMissingSecurityHeaders from './headers/missing-security-headers.js'
import inputChainedValidators from './input/chained-validators.js'
import inputCodeInjection from './input/code-injection.js'
import inputEditableFields from './input/editable-fields.js'
import inputEscapedOutput from './input/escaped-output.js'
import inputHtmlInjection from './input/html-injection.js'
import inputMassAssignment from './input/mass-assignment.js'
import inputNestWhitelist from './input/nest-whitelist.js'
import inputNosqlInjection from './input/nosql-injection.js'
import inputOpenRedirect from './input/open-redirect.js'
import inputPathTraversal from './input/path-traversal.js'
import inputPlainData from './input/plain-data.js'
import inputSanitizedHtml from './input/sanitized-html.js'
import inputSqlInjection from './input/sql-injection.js'
import inputSsrf from './input/ssrf.js'
import inputTemplateEscaping from './input/template-escaping.js'
import inputUnrestrictedUpload from './input/unrestricted-upload.js'
import inputUnvalidatedBody from './input/unvalidated-body.js'
import limitsRateLimitMissing from './limits/rate-limit-missing.js'
import moneyClientPrice from './money/client-price.js'
import moneyMissingTransaction from './money/missing-transaction.js'
import moneyOrderNotIdempotent from './money/order-not-idempotent.js'
import moneyOversold from './money/oversold.js'
import moneyPriceOfOrder from './money/price-of-order.js'
import moneyPriceOfRow from './money/price-of-row.js'
import moneyRequestKey from './money/request-key.js'
import moneyStaleBalance from './money/stale-balance.js'
import moneySwallowedError from './money/swallowed-error.js'
import observabilityMissingErrorTracking from './observability/missing-error-tracking.js'
import performanceCallerPerRow from './performance/caller-per-row.js'
import performanceMissingIndex from './performance/missing-index.js'
import performanceQueryInLoop from './performance/query-in-loop.js'
import performanceUnboundedList from './performance/unbounded-list.js'
import rulesBucket from './rules/bucket.js'
import rulesDefinerFunction from './rules/definer-function.js'
import rulesFirebaseOwner from './rules/firebase-owner.js'
import rulesFirebaseOwnerUnchecked from './rules/firebase-owner-unchecked.js'
import rulesFirebaseSelfPromotion from './rules/firebase-self-promotion.js'
import rulesFirebaseUnlimitedUpload from './rules/firebase-unlimited-upload.js'
import rulesMisnamedPolicy from './rules/misnamed-policy.js'
import rulesNarrowPolicy from './rules/narrow-policy.js'
import rulesPolicyOnClaim from './rules/policy-on-claim.js'
import rulesRowRulesMissing from './rules/row-rules-missing.js'
import rulesSelfPromotion from './rules/self-promotion.js'
import rulesViewBypass from './rules/view-bypass.js'
import secretsBlankSecret from './secrets/blank-secret.js'
import secretsCommittedData from './secrets/committed-data.js'
import secretsEnvironmentReturned from './secrets/environment-returned.js'
import secretsFallbackSecret from './secrets/fallback-secret.js'
import secretsHardCodedSecret from './secrets/hard-coded-secret.js'
import secretsKnownAccount from './secrets/known-account.js'
import secretsSecretBehindRoute from './secrets/secret-behind-route.js'
import secretsSecretInBrowser from './secrets/secret-in-browser.js'
import secretsServiceClient from './secrets/service-client.js'
import sessionsEndlessToken from './sessions/endless-token.js'
import sessionsHashAndCompare from './sessions/hash-and-compare.js'
import sessionsHashedPassword from './sessions/hashed-password.js'
import sessionsInsecureCookie from './sessions/insecure-cookie.js'
import sessionsPlaintextPassword from './sessions/plaintext-password.js'
import sessionsPredictableToken from './sessions/predictable-token.js'
import sessionsSessionFixation from './sessions/session-fixation.js'
import sessionsUserEnumeration from './sessions/user-enumeration.js'
import sessionsWeakPasswordRule from './sessions/weak-password-rule.js'
import webhooksEventWithEffect from './webhooks/event-with-effect.js'
import webhooksParsedBodySignature from './webhooks/parsed-body-signature.js'
import webhooksSecretInAddress from './webhooks/secret-in-address.js'
import webhooksStateOnce from './webhooks/state-once.js'
import webhooksSvixSignature from './webhooks/svix-signature.js'
import webhooksUnsignedWebhook from './webhooks/unsigned-webhook.js'
import webhooksWebhookNotIdempotent from './webhooks/webhook-not-idempotent.js'
import type { Fix } from './fix.js'

export const FIXES: readonly Fix[] = [
  accessClaimedIdentity,
  accessClientSuppliedIdentity,
  accessEdgeCaller,
  accessIdentityInFilter,
  accessNestGuard,
  accessOpenEndpoint,
  accessStaffOnly,
  accessUnscopedQuery,
  aiPromptInjection,
  aiToolWithoutOwnerCheck,
  aiUncappedSpend,
  brokenAccountDeletion,
  brokenClaimedProtection,
  brokenCrossSiteRequest,
  brokenDevModeGrant,
  brokenPretendedAnswer,
  brokenProductionOnlyCheck,
  brokenShadowedRoute,
  brokenSkippedSignature,
  brokenSubscriptionGoesOn,
  brokenSynchronousSignatureCheck,
  brokenUnreachedMiddleware,
  brokenWebhookBehindTokenCheck,
  corsOneSite,
  corsPermissiveOrigin,
  envLocalAddress,
  envMissingExample,
  envUndeclaredVariable,
  errorsErrorDetailExposed,
  errorsForgedLogLine,
  errorsSensitiveDataReturned,
  errorsSensitiveLogging,
  errorsUnhandledFailure,
  errorsUnreadError,
  headersMissingSecurityHeaders,
  inputChainedValidators,
  inputCodeInjection,
  inputEditableFields,
  inputEscapedOutput,
  inputHtmlInjection,
  inputMassAssignment,
  inputNestWhitelist,
  inputNosqlInjection,
  inputOpenRedirect,
  inputPathTraversal,
  inputPlainData,
  inputSanitizedHtml,
  inputSqlInjection,
  inputSsrf,
  inputTemplateEscaping,
  inputUnrestrictedUpload,
  inputUnvalidatedBody,
  limitsRateLimitMissing,
  moneyClientPrice,
  moneyMissingTransaction,
  moneyOrderNotIdempotent,
  moneyOversold,
  moneyPriceOfOrder,
  moneyPriceOfRow,
  moneyRequestKey,
  moneyStaleBalance,
  moneySwallowedError,
  observabilityMissingErrorTracking,
  performanceCallerPerRow,
  performanceMissingIndex,
  performanceQueryInLoop,
  performanceUnboundedList,
  rulesBucket,
  rulesDefinerFunction,
  rulesFirebaseOwner,
  rulesFirebaseOwnerUnchecked,
  rulesFirebaseSelfPromotion,
  rulesFirebaseUnlimitedUpload,
  rulesMisnamedPolicy,
  rulesNarrowPolicy,
  rulesPolicyOnClaim,
  rulesRowRulesMissing,
  rulesSelfPromotion,
  rulesViewBypass,
  secretsBlankSecret,
  secretsCommittedData,
  secretsEnvironmentReturned,
  secretsFallbackSecret,
  secretsHardCodedSecret,
  secretsKnownAccount,
  secretsSecretBehindRoute,
  secretsSecretInBrowser,
  secretsServiceClient,
  sessionsEndlessToken,
  sessionsHashAndCompare,
  sessionsHashedPassword,
  sessionsInsecureCookie,
  sessionsPlaintextPassword,
  sessionsPredictableToken,
  sessionsSessionFixation,
  sessionsUserEnumeration,
  sessionsWeakPasswordRule,
  webhooksEventWithEffect,
  webhooksParsedBodySignature,
  webhooksSecretInAddress,
  webhooksStateOnce,
  webhooksSvixSignature,
  webhooksUnsignedWebhook,
  webhooksWebhookNotIdempotent,
]
