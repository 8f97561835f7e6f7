/** Which checks bear on what the lists ask; a test holds each to the registry. */
export const TOPICS = {
  secrets: /^secrets\/(?!committed-data)/,
  /** One address for every copy of the app. */
  localAddress: /^env\/local-address$/,
  access: /^(access|auth|rules)\//,
  openTables: /^rules\/(row-rules-missing|permissive-policy|public-bucket|bucket-policy|view-bypass)/,
  ownership: /^rules\/|unscoped|client-(supplied-)?identity|owner|tenant/,
  admin: /admin|role/,
  indexes: /index/,
  slow: /^performance\//,
  twice: /idempoten|duplicate|twice|replay/,
  tracking: /error-tracking/,
  lostErrors: /swallow|unread-error|ignored-error|silent/,
  validation: /validat|mass-assignment|client-(supplied-)?price|supplied-price/,
} as const satisfies Readonly<Record<string, RegExp>>
