/** A repeated group that itself repeats may take for ever on a text made for it: such a pattern is not tried. */
const NESTED = /\((?:[^()\\]|\\.)*[+*}](?:[^()\\]|\\.)*\)\s*[+*{]/

/** Whether an expression of the app matches a text that is known; undefined where that is not tried. */
export function isMatch(pattern: string, text: string, flags = ''): boolean | undefined {
  if (text.length > 200 || pattern.length > 2_000 || NESTED.test(pattern)) return undefined
  try {
    return new RegExp(pattern, flags).test(text)
  } catch {
    return undefined
  }
}

/** `/dashboard(.*)`, `/shop/:id`, `/docs/:path*`: addresses as route matchers spell them. */
export function matchesAddress(pattern: string, path: string): boolean {
  const source = pattern
    .replace(/\/:(\w+)\*/g, '(?:/.*)?')
    .replace(/\/:(\w+)\+/g, '/.+')
    .replace(/\/:(\w+)\?/g, '/?[^/]*')
    .replace(/\/:(\w+)/g, '/[^/]+')
  return isMatch(`^${source}/?$`, path) === true
}
