interface Cookie {
  readonly name: string
  readonly value: string
  readonly [attribute: string]: unknown
}

/** https://deno.land/std/http/cookie.ts */
export function getCookies(headers: Headers): Record<string, string> {
  const pairs = (headers.get('cookie') ?? '')
    .split(';')
    .map(pair => pair.trim())
    .filter(Boolean)
  return Object.fromEntries(pairs.map(pair => [pair.split('=')[0] ?? '', pair.slice(pair.indexOf('=') + 1)]))
}

const NAMES: Readonly<Record<string, string>> = { maxAge: 'Max-Age', domain: 'Domain', path: 'Path', sameSite: 'SameSite' }

export function setCookie(headers: Headers, cookie: Cookie): void {
  const parts = [`${cookie.name}=${cookie.value}`]
  for (const [key, name] of Object.entries(NAMES)) if (cookie[key] !== undefined) parts.push(`${name}=${String(cookie[key])}`)
  if (cookie['secure']) parts.push('Secure')
  if (cookie['httpOnly']) parts.push('HttpOnly')
  if (cookie['expires'] !== undefined) parts.push(`Expires=${new Date(cookie['expires'] as number).toUTCString()}`)
  headers.append('set-cookie', parts.join('; '))
}

export const deleteCookie = (headers: Headers, name: string, attributes: Readonly<Record<string, unknown>> = {}): void =>
  setCookie(headers, { ...attributes, name, value: '', expires: 0 })
