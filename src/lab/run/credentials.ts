import type { Actor } from '#base/evidence'
import type { Credentials } from '../lab.js'

/** Cookie and other headers that an actor sends. */
export function headersOf(credentials: Credentials | undefined): Record<string, string> {
  if (!credentials) return {}
  const cookie = [...credentials.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  return { ...credentials.headers, ...(cookie ? { cookie } : {}) }
}

/** Takes the cookies that an answer sets, as a browser would; `Secure` makes no difference. Nobody keeps none. */
export function takeCookies(kept: Map<Actor, Credentials>, actor: Actor, setCookie: string | readonly string[] | undefined): void {
  if (actor === 'nobody' || setCookie === undefined) return
  const credentials = kept.get(actor) ?? { cookies: new Map<string, string>(), headers: {} }
  kept.set(actor, credentials)
  for (const line of typeof setCookie === 'string' ? [setCookie] : setCookie) {
    const [pair = '', ...flags] = line.split(';')
    const at = pair.indexOf('=')
    const name = pair.slice(0, at).trim()
    const value = pair.slice(at + 1).trim()
    if (value === '' || flags.some(flag => /^\s*max-age=(?:0|-)/i.test(flag) || /^\s*expires=[^;]*1970/i.test(flag)))
      credentials.cookies.delete(name)
    else credentials.cookies.set(name, value)
  }
}

export function copyOf(kept: ReadonlyMap<Actor, Credentials>): Map<Actor, Credentials> {
  return new Map([...kept].map(([actor, { cookies, headers }]) => [actor, { cookies: new Map(cookies), headers }]))
}
