import type { Table } from '#database/catalogue'

const HASH =
  /^(?:hashed|encrypted)?_?pass(?:word|wd|phrase)?_?(?:hash|digest|salt)?$|^pass(?:word|wd)?_?\w*hash$|^password_?(?:hash|digest|salt)|^(?:hash|salt)$|^hashed_?password$/i
const PLAIN = /^(?:temp|temporary|initial|plain|clear|default|raw)_?pass(?:word|wd)?|^pass(?:word|wd)?_?(?:plain|clear|raw|temp)/i
const TOKEN =
  /^(?:\w+_)?(?:reset|refresh|access|session|verification|verify|confirm(?:ation)?|remember|auth|api)_?(?:token|key|secret)(?:_?hash)?$|(?:^|_)(?:secret|api_?key|private_?key|totp|otp|mfa_?secret|two_?factor_?secret|backup_?codes?|recovery_?codes?)(?:_?key|_?hash)?$/i

/** How bad it is when a column is read: a password as it is typed, its hash, or a token. */
export type SecretKind = 'password' | 'hash' | 'token'

const snake = (name: string): string => name.replaceAll(/([a-z\d])([A-Z])/g, '$1_$2')

/** What a column name says of its content, where that is a secret of its owner. */
export function secretKind(column: string): SecretKind | undefined {
  const name = snake(column.split('.').at(-1)!)
  if (PLAIN.test(name)) return 'password'
  if (HASH.test(name)) return 'hash'
  return TOKEN.test(name) ? 'token' : undefined
}

/** Columns of a table that hold secrets, as the database or as the code names them. */
export const secretColumns = (table: Table): string[] =>
  table.columns.filter(column => secretKind(column.name) ?? secretKind(column.field)).map(column => column.field || column.name)
