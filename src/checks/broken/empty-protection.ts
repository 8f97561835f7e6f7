import type { Problem } from '#checks/check'
import type { Source } from '#source/source'

const FUNCTION =
  /^\s*(?:export\s+)?(?:default\s+)?(?:async\s+)?(?:function\s+(\w+)|const\s+(\w+)\s*=\s*(?:async\s*)?(?:\(|function|\w+\s*=>))/
/** Names of functions that are looked at. */
const NAMED =
  /\b(?:function|const)\s+(?:(?:verify|validate|check|is|assert|require|ensure|guard|protect)[A-Z]|\w*(?:saniti[sz]e|escape|clean|strip|purify))/i
const CLAIMS_REFUSAL =
  /\b(?:rejects?|refuses?|verif(?:y|ies)|protect(?:s|ion)|prevents?|blocks?|ensures?|authori[sz]es?|authenticates?|valid(?:ates?|ation))\b/i
const CLAIMS_CLEANING = /\b(?:saniti[sz]es?|strips?|escapes?|removes?)\b[^.]*\b(?:html|scripts?|xss|dangerous|markup|tags|injection)/i
/** What a function must hold that refuses anything. */
const REFUSES =
  /\bfalse\b|\bthrow\b|\bnull\b|[=!]==?(?!=)|\b(?:status|redirect|reject|next|abort|notFound|forbidden|unauthorized)\b|\b40[0-9]\b|<=|>=|<\s*\w|\.test\(|includes|startsWith|every|some|parse|compare|timingSafeEqual|await|verify\w*\(|valid\w*\(|check\w*\(/i
/** What a function must hold that takes anything out of a text. */
const CLEANS = /[<>]|&(?:lt|amp|gt|quot);|purify|saniti[sz]e\w*\(|escape\w*\(|encode\w*\(|xss|createElement|textContent|striptags|parse/i

/** Functions that say above themselves what they hold off, and let everything through. */
export function* emptyProtections(source: Source): Iterable<Problem> {
  for (const file of source.files) {
    if (file.kind !== 'code' || /\.(?:test|spec|stories|d)\.|__tests__|\.min\./.test(file.path)) continue
    const text = file.text()
    if (!NAMED.test(text) || (!CLAIMS_REFUSAL.test(text) && !CLAIMS_CLEANING.test(text))) continue
    const lines = text.split('\n')
    for (const [index, line] of lines.entries()) {
      const match = FUNCTION.exec(line)
      const name = match?.[1] ?? match?.[2]
      if (!name) continue
      const said = above(lines, index)
      if (!said || /\b(?:TODO|stub|no-?op|placeholder|disabled)\b/i.test(said)) continue
      const body = bodyFrom(lines, index)
      if (!body) continue
      if (
        /^(?:verify|validate|check|is|assert|require|ensure|guard|protect)(?=[A-Z])/.test(name) &&
        CLAIMS_REFUSAL.test(said) &&
        /\breturn\b/.test(body) &&
        !REFUSES.test(body) &&
        /return true|\.length > 0/.test(body)
      )
        yield problem(
          file.path,
          index,
          name,
          'says that it refuses what is wrong, and accepts everything',
          'medium',
          'Compare what was sent with what is known, and refuse the rest.',
        )
      else if (
        /saniti[sz]e|escape|clean|strip|purify/i.test(name) &&
        CLAIMS_CLEANING.test(said) &&
        /\breturn\b/.test(body) &&
        !CLEANS.test(withoutMarkup(body))
      )
        yield problem(
          file.path,
          index,
          name,
          'says that it makes HTML harmless, and leaves scripts in it',
          'high',
          'Use a sanitiser such as DOMPurify with a list of what is allowed.',
        )
    }
  }
}

const problem = (file: string, index: number, name: string, says: string, severity: 'medium' | 'high', help: string): Problem => ({
  at: { file, line: index + 1 },
  certainty: 'likely',
  severity,
  message: `\`${name}\` ${says}.`,
  help,
  key: `${file} ${name}`,
})

/** Texts that are put in, such as `<br />`, take nothing out. */
const withoutMarkup = (body: string): string => body.replaceAll(/(['"`])<\/?\w+\s*\/?>\1/g, '').replaceAll('=>', '')

function above(lines: readonly string[], at: number): string {
  const said: string[] = []
  for (let index = at - 1; index >= 0 && /^\s*(?:\/\/|\/\*|\*)/.test(lines[index]!); index--)
    said.unshift(lines[index]!.replace(/^\s*(?:\/\/+|\/\*\*?|\*\/?)/, ''))
  return said.join(' ')
}

/** The body of a short function, without its first line and comments. */
function bodyFrom(lines: readonly string[], from: number): string | undefined {
  let depth = 0
  for (let index = from; index < Math.min(lines.length, from + 25); index++) {
    for (const letter of lines[index]!) depth += letter === '{' ? 1 : letter === '}' ? -1 : 0
    if (depth === 0 && index > from)
      return lines
        .slice(from + 1, index)
        .filter(line => !/^\s*(?:\/\/|\*|\/\*)/.test(line))
        .join('\n')
  }
  return undefined
}
