import type { LabAnswer } from '../lab.js'

/** Tokens that an answer carries, likeliest first: JWTs anywhere, long strings under a token's name. */
export function tokensIn(answer: LabAnswer): readonly string[] {
  const found: { token: string; points: number }[] = []
  const visit = (value: unknown, name: string, depth: number): void => {
    if (depth > 6) return
    if (typeof value === 'string') {
      const jwt = /^(?:Bearer |Token )?(eyJ[\w-]+\.[\w-]+\.[\w-]*)$/.exec(value)
      const named = /token|jwt|session|auth|api_?key|access/i.test(name) && !/refresh|csrf|type/i.test(name)
      if (jwt) found.push({ token: jwt[1]!, points: named ? 4 : 2 - Number(/refresh/i.test(name)) })
      else if (named && /^[\w.+/=-]{16,}$/.test(value)) found.push({ token: value, points: 1 })
    } else if (typeof value === 'object' && value !== null) for (const [key, inner] of Object.entries(value)) visit(inner, key, depth + 1)
  }
  visit(answer.json, '', 0)
  for (const name of ['authorization', 'x-auth-token', 'x-access-token', 'auth-token']) visit(answer.headers[name], 'token', 0)
  return [...new Set(found.toSorted((a, b) => b.points - a.points).map(({ token }) => token))]
}

/** Ways to show a token, commonest first; names of headers that the app reads come before all. */
export function* presentations(token: string, headers: readonly string[]): Generator<Readonly<Record<string, string>>> {
  const own = headers.filter(name => name !== 'authorization')
  yield { authorization: `Bearer ${token}` }
  for (const name of own) yield { [name]: token }
  yield { authorization: `Token ${token}` }
  yield { authorization: token }
  // What a middleware takes apart (`const { token } = req.headers`) is no input that the model names.
  for (const name of ['x-auth-token', 'x-access-token', 'token', 'auth-token', 'x-token']) if (!own.includes(name)) yield { [name]: token }
}
