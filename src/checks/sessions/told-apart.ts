import type { Place } from '#base/place'
import type { SourceFile } from '#source/source'

export const NO_ACCOUNT =
  /\b(?:invalid|unknown|unregistered|unrecogni[sz]ed|no such|incorrect|wrong)[\s_-]+(?:user[\s_-]?(?:name)?|e-?mail(?: address)?|login|account)\b(?!\s*(?:,|and|or|\/|&))|\b(?:user(?:[\s_-]?name)?|e-?mail(?: address)?|account|customer|member)[\s_-]+(?:(?:was|is|has|does|do)[\s_-]*n(?:o|['’])t[\s_-]+|not[\s_-]+|is[\s_-]+un)(?:been[\s_-]+)?(?:found|exists?|known|registered)|\bno[\s_-]+(?:user|account|customer|member)s?\b[^.]{0,30}\b(?:found|exists?|with|registered)|\b(?:user|e-?mail|account)[\s_-]+doesn['’]?t[\s_-]+exist/i
export const WRONG_PASSWORD =
  /\b(?:invalid|wrong|incorrect|bad)[\s_-]+pass(?:word|code)?\b|\bpassword[\s_-]+(?:(?:is|was)[\s_-]+)?(?:incorrect|wrong|invalid|mismatch|not[\s_-]+(?:correct|valid|match)|(?:does|did)(?:[\s_-]+not|n['’]t)[\s_-]+match)/i
const REFUSED =
  /\binvalid[\s_-]+(?:credentials|e-?mail[\s_-]+or[\s_-]+password|user(?:name)?[\s_-]+or[\s_-]+password|login)|\bwrong[\s_-]+credentials/i
const COMPARES =
  /compare|verify|check\w*pass|(?:correct|valid|match)\w*pass|pass\w*(?:correct|valid|match)|password\s*[!=]==?|[!=]==?\s*\w*\.?password/i
/** The two refusals of one function stand this near each other, and what compares the password not far above. */
const NEAR = 30
const ABOVE = 20

/** Where a sign-in, in whatever layer it stands, refuses in other words when there is no account. */
export function refusalsApart(file: SourceFile): Place[] {
  const text = file.text()
  if (!NO_ACCOUNT.test(text) || !COMPARES.test(text)) return []
  const lines = text.split('\n')
  const quoted = lines.map(line => (/^\s*(?:\/\/|\*|\/\*)/.test(line) ? '' : textsIn(line)))
  const found: Place[] = []
  for (const [index, said] of quoted.entries()) {
    if (!NO_ACCOUNT.test(said) || WRONG_PASSWORD.test(said)) continue
    const near = [index - NEAR, index + NEAR + 1].map(one => Math.max(0, one)) as [number, number]
    const other = quoted.slice(...near).findIndex((one, at) => near[0] + at !== index && isRefusal(one) && !NO_ACCOUNT.test(one))
    if (other === -1) continue
    const [from, to] = [Math.min(index, near[0] + other), Math.max(index, near[0] + other)]
    const between = lines.slice(Math.max(0, from - ABOVE), to + 1)
    if (between.some(line => COMPARES.test(withoutTexts(line))) && !lines.slice(from, to).some(startsAnother))
      found.push({ file: file.path, line: index + 1 })
  }
  return found
}

const isRefusal = (said: string): boolean => WRONG_PASSWORD.test(said) || REFUSED.test(said)

/** Another function begins: what stands on its two sides belongs to two doors. */
const startsAnother = (line: string): boolean =>
  /^\s*(?:export\s+)?(?:async\s+)?function\b|^(?:export\s+)?const\s+\w+\s*=\s*(?:async\s*)?\(|^\s*(?:app|router|\w+Router)\.(?:get|post|put|patch|delete)\(/.test(
    line,
  )

const textsIn = (line: string): string =>
  [...line.matchAll(/'([^'\n]*)'|"([^"\n]*)"|`([^`\n]*)`/g)].map(one => one[1] ?? one[2] ?? one[3]).join('\n')
const withoutTexts = (line: string): string => line.replaceAll(/'[^'\n]*'|"[^"\n]*"|`[^`\n]*`/g, '')
