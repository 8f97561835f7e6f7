import type { Value } from '#plugins/value'
import { flat } from './assume.js'

const SECRET = /pass(?:word|wd|code)?$|^pwd|token|otp$|secret|^code$|hash$/i
const SENT = new Set(['body', 'query', 'params'])

/** `password === user.password`, `req.query.token == md5(login)`: a secret that was sent is tested against what is stored, or made. */
export function isSecretTest(values: readonly Value[]): boolean {
  const [left, right] = values
  return left !== undefined && right !== undefined && (isSent(left) ? isKept(right) : isSent(right) && isKept(left))
}

const isSent = (value: Value): boolean => value.k === 'origin' && SENT.has(value.from) && SECRET.test(value.path.at(-1) ?? '')

function isKept(value: Value): boolean {
  if (value.k === 'computed' && /md5|sha\d|digest|hash/i.test(value.how)) return true
  return flat(value).some(one => one.from === 'row' && SECRET.test(one.path.at(-1) ?? ''))
}
