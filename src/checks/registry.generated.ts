// This file is generated (no need to edit): `npm run generate`.

import accessAdminByDefault from './access/admin-by-default.js'
import accessAdminWithoutRole from './access/admin-without-role.js'
import accessBrowserOnlyAdmin from './access/browser-only-admin.js'
import accessClaimedPrivilege from './access/claimed-privilege.js'
import accessClientSuppliedIdentity from './access/client-supplied-identity.js'
import accessDebugRoute from './access/debug-route.js'
import accessForeignParent from './access/foreign-parent.js'
import accessOpenEndpoint from './access/open-endpoint.js'
import accessOpenSocket from './access/open-socket.js'
import accessOutdatedNext from './access/outdated-next.js'
import accessSkippableGuard from './access/skippable-guard.js'
import accessUnscopedFile from './access/unscoped-file.js'
import accessUnscopedQuery from './access/unscoped-query.js'
import accessWeakGuard from './access/weak-guard.js'
import aiOutputExecuted from './ai/output-executed.js'
import aiPromptInjection from './ai/prompt-injection.js'
import aiToolWithoutOwnerCheck from './ai/tool-without-owner-check.js'
import aiUncappedSpend from './ai/uncapped-spend.js'
import brokenAccountReference from './broken/account-reference.js'
import brokenAlteredAtStart from './broken/altered-at-start.js'
import brokenCatalogueReference from './broken/catalogue-reference.js'
import brokenClaimedProtection from './broken/claimed-protection.js'
import brokenClosedRoute from './broken/closed-route.js'
import brokenCommentedSignature from './broken/commented-signature.js'
import brokenDevModeGrant from './broken/dev-mode-grant.js'
import brokenDuplicateRows from './broken/duplicate-rows.js'
import brokenErasedAtStart from './broken/erased-at-start.js'
import brokenIgnoredTypeErrors from './broken/ignored-type-errors.js'
import brokenLossyMigration from './broken/lossy-migration.js'
import brokenMergeConflict from './broken/merge-conflict.js'
import brokenMissingModule from './broken/missing-module.js'
import brokenMissingRoute from './broken/missing-route.js'
import brokenPretendedSuccess from './broken/pretended-success.js'
import brokenRefusedMigration from './broken/refused-migration.js'
import brokenRejectedStatement from './broken/rejected-statement.js'
import brokenSchemaMismatch from './broken/schema-mismatch.js'
import brokenShadowedRoute from './broken/shadowed-route.js'
import brokenSignatureByPresence from './broken/signature-by-presence.js'
import brokenSkippedSignature from './broken/skipped-signature.js'
import brokenSynchronousSignatureCheck from './broken/synchronous-signature-check.js'
import brokenTableWithoutKey from './broken/table-without-key.js'
import brokenTestSender from './broken/test-sender.js'
import brokenUnmountedRouter from './broken/unmounted-router.js'
import brokenUnreachableTable from './broken/unreachable-table.js'
import brokenUnreachedMiddleware from './broken/unreached-middleware.js'
import brokenUnreadableRows from './broken/unreadable-rows.js'
import brokenWebhookBehindTokenCheck from './broken/webhook-behind-token-check.js'
import corsPermissiveOrigin from './cors/permissive-origin.js'
import envLocalAddress from './env/local-address.js'
import envMissingExample from './env/missing-example.js'
import envPublishedDatabase from './env/published-database.js'
import envUndeclaredVariable from './env/undeclared-variable.js'
import errorsErrorDetailExposed from './errors/error-detail-exposed.js'
import errorsForgedLogLine from './errors/forged-log-line.js'
import errorsPersonalDataLogged from './errors/personal-data-logged.js'
import errorsReferencedDeletion from './errors/referenced-deletion.js'
import errorsSensitiveDataReturned from './errors/sensitive-data-returned.js'
import errorsSensitiveLogging from './errors/sensitive-logging.js'
import errorsThrownInCallback from './errors/thrown-in-callback.js'
import errorsUnansweredFailure from './errors/unanswered-failure.js'
import errorsUnhandledFailure from './errors/unhandled-failure.js'
import errorsUnreadError from './errors/unread-error.js'
import errorsUnreadMailError from './errors/unread-mail-error.js'
import headersMissingSecurityHeaders from './headers/missing-security-headers.js'
import inputCodeInjection from './input/code-injection.js'
import inputHtmlInjection from './input/html-injection.js'
import inputMassAssignment from './input/mass-assignment.js'
import inputNosqlInjection from './input/nosql-injection.js'
import inputOpenRedirect from './input/open-redirect.js'
import inputPathTraversal from './input/path-traversal.js'
import inputSlowPattern from './input/slow-pattern.js'
import inputSqlInjection from './input/sql-injection.js'
import inputSsrf from './input/ssrf.js'
import inputUnrestrictedUpload from './input/unrestricted-upload.js'
import inputUnvalidatedBody from './input/unvalidated-body.js'
import limitsEvadableLimiter from './limits/evadable-limiter.js'
import limitsRateLimitMissing from './limits/rate-limit-missing.js'
import moneyClientPrice from './money/client-price.js'
import moneyDoubleBooking from './money/double-booking.js'
import moneyMissingTransaction from './money/missing-transaction.js'
import moneyNegativeAmount from './money/negative-amount.js'
import moneyOrderNotIdempotent from './money/order-not-idempotent.js'
import moneyOversold from './money/oversold.js'
import moneyReplayedPayment from './money/replayed-payment.js'
import moneySwallowedError from './money/swallowed-error.js'
import moneyUnmatchedPayment from './money/unmatched-payment.js'
import moneyUnrecordedPayment from './money/unrecorded-payment.js'
import observabilityMissingErrorTracking from './observability/missing-error-tracking.js'
import performanceBlockingMigration from './performance/blocking-migration.js'
import performanceCallerPerRow from './performance/caller-per-row.js'
import performanceManyClients from './performance/many-clients.js'
import performanceMissingIndex from './performance/missing-index.js'
import performanceOffsetPaging from './performance/offset-paging.js'
import performanceOverlappingPermissions from './performance/overlapping-permissions.js'
import performanceQueryInLoop from './performance/query-in-loop.js'
import performanceRedundantIndex from './performance/redundant-index.js'
import performanceSingleConnection from './performance/single-connection.js'
import performanceUnboundedList from './performance/unbounded-list.js'
import performanceUnusedIndex from './performance/unused-index.js'
import performanceVacuumOff from './performance/vacuum-off.js'
import rulesBucketPolicy from './rules/bucket-policy.js'
import rulesCrossTenantRead from './rules/cross-tenant-read.js'
import rulesCrossTenantWrite from './rules/cross-tenant-write.js'
import rulesDefinerFunction from './rules/definer-function.js'
import rulesFirebaseAnyUser from './rules/firebase-any-user.js'
import rulesFirebaseOpenList from './rules/firebase-open-list.js'
import rulesFirebaseOpenRules from './rules/firebase-open-rules.js'
import rulesFirebaseOwnerUnchecked from './rules/firebase-owner-unchecked.js'
import rulesFirebaseSelfPromotion from './rules/firebase-self-promotion.js'
import rulesFirebaseUnlimitedUpload from './rules/firebase-unlimited-upload.js'
import rulesForeignTable from './rules/foreign-table.js'
import rulesListedBucket from './rules/listed-bucket.js'
import rulesMisnamedPolicy from './rules/misnamed-policy.js'
import rulesOpenFunction from './rules/open-function.js'
import rulesOpenQueue from './rules/open-queue.js'
import rulesPermissivePolicy from './rules/permissive-policy.js'
import rulesPinnedExtension from './rules/pinned-extension.js'
import rulesPolicyError from './rules/policy-error.js'
import rulesPolicyOnClaim from './rules/policy-on-claim.js'
import rulesPolicyWithoutOwner from './rules/policy-without-owner.js'
import rulesPublicBucket from './rules/public-bucket.js'
import rulesPublicExtension from './rules/public-extension.js'
import rulesRoleOfAnybody from './rules/role-of-anybody.js'
import rulesRowHandover from './rules/row-handover.js'
import rulesRowRulesMissing from './rules/row-rules-missing.js'
import rulesSelfApproval from './rules/self-approval.js'
import rulesSelfMadeOrder from './rules/self-made-order.js'
import rulesSelfPromotion from './rules/self-promotion.js'
import rulesViewBypass from './rules/view-bypass.js'
import secretsBlankSecret from './secrets/blank-secret.js'
import secretsCommittedData from './secrets/committed-data.js'
import secretsEnvironmentReturned from './secrets/environment-returned.js'
import secretsFallbackSecret from './secrets/fallback-secret.js'
import secretsHardCodedSecret from './secrets/hard-coded-secret.js'
import secretsKnownAccount from './secrets/known-account.js'
import secretsSecretInBrowser from './secrets/secret-in-browser.js'
import secretsUncheckedCertificate from './secrets/unchecked-certificate.js'
import sessionsBrowserSignIn from './sessions/browser-sign-in.js'
import sessionsClaimedUpdate from './sessions/claimed-update.js'
import sessionsCodeInAnswer from './sessions/code-in-answer.js'
import sessionsCsrfUnprotected from './sessions/csrf-unprotected.js'
import sessionsEndlessSession from './sessions/endless-session.js'
import sessionsEndlessToken from './sessions/endless-token.js'
import sessionsForgeableCookie from './sessions/forgeable-cookie.js'
import sessionsInsecureCookie from './sessions/insecure-cookie.js'
import sessionsJoinedAccounts from './sessions/joined-accounts.js'
import sessionsKeyFromToken from './sessions/key-from-token.js'
import sessionsMintedToken from './sessions/minted-token.js'
import sessionsPasswordUnasked from './sessions/password-unasked.js'
import sessionsPlaintextPassword from './sessions/plaintext-password.js'
import sessionsPredictableToken from './sessions/predictable-token.js'
import sessionsSessionFixation from './sessions/session-fixation.js'
import sessionsSharedSignIn from './sessions/shared-sign-in.js'
import sessionsTokenInStorage from './sessions/token-in-storage.js'
import sessionsUnprovedReset from './sessions/unproved-reset.js'
import sessionsUnprovedSignIn from './sessions/unproved-sign-in.js'
import sessionsUnverifiedSession from './sessions/unverified-session.js'
import sessionsUnverifiedToken from './sessions/unverified-token.js'
import sessionsUserEnumeration from './sessions/user-enumeration.js'
import sessionsWeakPasswordRule from './sessions/weak-password-rule.js'
import webhooksParsedBodySignature from './webhooks/parsed-body-signature.js'
import webhooksUnsignedWebhook from './webhooks/unsigned-webhook.js'
import webhooksWebhookNotIdempotent from './webhooks/webhook-not-idempotent.js'
import type { Check } from './check.js'

export const CHECKS: readonly Check[] = [
  accessAdminByDefault,
  accessAdminWithoutRole,
  accessBrowserOnlyAdmin,
  accessClaimedPrivilege,
  accessClientSuppliedIdentity,
  accessDebugRoute,
  accessForeignParent,
  accessOpenEndpoint,
  accessOpenSocket,
  accessOutdatedNext,
  accessSkippableGuard,
  accessUnscopedFile,
  accessUnscopedQuery,
  accessWeakGuard,
  aiOutputExecuted,
  aiPromptInjection,
  aiToolWithoutOwnerCheck,
  aiUncappedSpend,
  brokenAccountReference,
  brokenAlteredAtStart,
  brokenCatalogueReference,
  brokenClaimedProtection,
  brokenClosedRoute,
  brokenCommentedSignature,
  brokenDevModeGrant,
  brokenDuplicateRows,
  brokenErasedAtStart,
  brokenIgnoredTypeErrors,
  brokenLossyMigration,
  brokenMergeConflict,
  brokenMissingModule,
  brokenMissingRoute,
  brokenPretendedSuccess,
  brokenRefusedMigration,
  brokenRejectedStatement,
  brokenSchemaMismatch,
  brokenShadowedRoute,
  brokenSignatureByPresence,
  brokenSkippedSignature,
  brokenSynchronousSignatureCheck,
  brokenTableWithoutKey,
  brokenTestSender,
  brokenUnmountedRouter,
  brokenUnreachableTable,
  brokenUnreachedMiddleware,
  brokenUnreadableRows,
  brokenWebhookBehindTokenCheck,
  corsPermissiveOrigin,
  envLocalAddress,
  envMissingExample,
  envPublishedDatabase,
  envUndeclaredVariable,
  errorsErrorDetailExposed,
  errorsForgedLogLine,
  errorsPersonalDataLogged,
  errorsReferencedDeletion,
  errorsSensitiveDataReturned,
  errorsSensitiveLogging,
  errorsThrownInCallback,
  errorsUnansweredFailure,
  errorsUnhandledFailure,
  errorsUnreadError,
  errorsUnreadMailError,
  headersMissingSecurityHeaders,
  inputCodeInjection,
  inputHtmlInjection,
  inputMassAssignment,
  inputNosqlInjection,
  inputOpenRedirect,
  inputPathTraversal,
  inputSlowPattern,
  inputSqlInjection,
  inputSsrf,
  inputUnrestrictedUpload,
  inputUnvalidatedBody,
  limitsEvadableLimiter,
  limitsRateLimitMissing,
  moneyClientPrice,
  moneyDoubleBooking,
  moneyMissingTransaction,
  moneyNegativeAmount,
  moneyOrderNotIdempotent,
  moneyOversold,
  moneyReplayedPayment,
  moneySwallowedError,
  moneyUnmatchedPayment,
  moneyUnrecordedPayment,
  observabilityMissingErrorTracking,
  performanceBlockingMigration,
  performanceCallerPerRow,
  performanceManyClients,
  performanceMissingIndex,
  performanceOffsetPaging,
  performanceOverlappingPermissions,
  performanceQueryInLoop,
  performanceRedundantIndex,
  performanceSingleConnection,
  performanceUnboundedList,
  performanceUnusedIndex,
  performanceVacuumOff,
  rulesBucketPolicy,
  rulesCrossTenantRead,
  rulesCrossTenantWrite,
  rulesDefinerFunction,
  rulesFirebaseAnyUser,
  rulesFirebaseOpenList,
  rulesFirebaseOpenRules,
  rulesFirebaseOwnerUnchecked,
  rulesFirebaseSelfPromotion,
  rulesFirebaseUnlimitedUpload,
  rulesForeignTable,
  rulesListedBucket,
  rulesMisnamedPolicy,
  rulesOpenFunction,
  rulesOpenQueue,
  rulesPermissivePolicy,
  rulesPinnedExtension,
  rulesPolicyError,
  rulesPolicyOnClaim,
  rulesPolicyWithoutOwner,
  rulesPublicBucket,
  rulesPublicExtension,
  rulesRoleOfAnybody,
  rulesRowHandover,
  rulesRowRulesMissing,
  rulesSelfApproval,
  rulesSelfMadeOrder,
  rulesSelfPromotion,
  rulesViewBypass,
  secretsBlankSecret,
  secretsCommittedData,
  secretsEnvironmentReturned,
  secretsFallbackSecret,
  secretsHardCodedSecret,
  secretsKnownAccount,
  secretsSecretInBrowser,
  secretsUncheckedCertificate,
  sessionsBrowserSignIn,
  sessionsClaimedUpdate,
  sessionsCodeInAnswer,
  sessionsCsrfUnprotected,
  sessionsEndlessSession,
  sessionsEndlessToken,
  sessionsForgeableCookie,
  sessionsInsecureCookie,
  sessionsJoinedAccounts,
  sessionsKeyFromToken,
  sessionsMintedToken,
  sessionsPasswordUnasked,
  sessionsPlaintextPassword,
  sessionsPredictableToken,
  sessionsSessionFixation,
  sessionsSharedSignIn,
  sessionsTokenInStorage,
  sessionsUnprovedReset,
  sessionsUnprovedSignIn,
  sessionsUnverifiedSession,
  sessionsUnverifiedToken,
  sessionsUserEnumeration,
  sessionsWeakPasswordRule,
  webhooksParsedBodySignature,
  webhooksUnsignedWebhook,
  webhooksWebhookNotIdempotent,
]
