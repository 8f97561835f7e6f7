import type { Value } from '#plugins/value'
import { flat } from './roles.js'

const SECRET = /pass(?:word|wd|code)?$|^pwd|token|otp$|secret|^code$|hash$/i
const SENT = new Set(['body', 'query', 'params'])

/** `password === user.password`, `req.query.token == md5(login)`: a secret that was sent is tested against what is stored, or made. */
export const isTestOfSecret = (values: readonly Value[]): boolean => isSecretTest(values) || isBlankTest(values)

function isSecretTest(values: readonly Value[]): boolean {
  const [left, right] = values
  return left !== undefined && right !== undefined && (isSent(left) ? isKept(right) : isSent(right) && isKept(left))
}

/** As it was sent, or what was made of it: `md5(password) === user.hash`. */
const isSent = (value: Value): boolean =>
  (value.k === 'origin' || value.k === 'computed') && flat(value).some(one => SENT.has(one.from) && SECRET.test(one.path.at(-1) ?? ''))

function isKept(value: Value): boolean {
  if (value.k === 'computed' && /md5|sha\d|digest|hash/i.test(value.how)) return true
  return flat(value).some(one => one.from === 'row' && SECRET.test(one.path.at(-1) ?? ''))
}

/** A variable that falls back to an empty text, against anything that was sent. */
function isBlankTest(values: readonly Value[]): boolean {
  const [left, right] = values
  return left !== undefined && right !== undefined && (isBlank(left) ? comes(right) : isBlank(right) && comes(left))
}

const comes = (value: Value): boolean => flat(value).some(one => SENT.has(one.from) || one.from === 'headers')

function isBlank(value: Value): boolean {
  const parts =
    value.k === 'either'
      ? value.of.map(one => one.value)
      : value.k === 'computed' && (value.how === '||' || value.how === '??')
        ? value.of
        : []
  return parts.some(one => one.k === 'literal' && one.value === '') && parts.some(one => one.k === 'origin' && one.from === 'env')
}
