const CALL = /\bauth\s*\.\s*(?:uid|jwt|role|email)\s*\(\s*\)|\bcurrent_setting\s*\(\s*'[^']*'(?:\s*::\s*\w+)?(?:\s*,\s*\w+)?\s*\)/gi

/** A call in a condition that says who is calling, and is worked out for every row. */
export interface CallerCall {
  readonly text: string
  readonly at: number
}

/** Calls that no sub-select takes out of the loop over rows. */
export const callsPerRow = (condition: string): readonly CallerCall[] =>
  [...condition.matchAll(CALL)].map(match => ({ text: match[0], at: match.index })).filter(call => !isAskedOnce(condition, call.at))

/** The condition with each of these calls in a sub-select: it means the same. */
export function askedOnce(condition: string): string {
  let result = condition
  for (const { text, at } of callsPerRow(condition).toReversed())
    result = `${result.slice(0, at)}(select ${text})${result.slice(at + text.length)}`
  return result
}

/** A call inside `(select …)` without a FROM of its own is worked out before the rows are. */
function isAskedOnce(text: string, at: number): boolean {
  let depth = 0
  for (let n = at - 1; n >= 0; n--) {
    if (text[n] === ')') depth++
    else if (text[n] === '(' && depth > 0) depth--
    else if (text[n] === '(' && /^\(\s*select\b/i.test(text.slice(n))) return !/\bfrom\b/i.test(ownText(text, n + 1))
  }
  return false
}

/** What stands in a parenthesis itself, without the parentheses in it. */
function ownText(text: string, from: number): string {
  let depth = 0
  let own = ''
  for (const character of text.slice(from)) {
    if (character === '(') depth++
    else if (character === ')' && depth-- === 0) break
    else if (depth === 0) own += character
  }
  return own
}
