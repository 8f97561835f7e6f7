const WORDS =
  /your|example|placeholder|change.?(?:me|this|it)|replace|insert|todo|dummy|fake|sample|redacted|removed|hidden|\bxxx|xxxx|\.\.\.|…|<[^>]*>|\$\{|\{\{|\[[a-z_ -]+\]|0{8}|1234567|abcdef(?:gh)?|foobar|(?:^|[-_])(?:here|goes|test|mock|ci|build|local|dev)(?:$|[-_])|generate|openssl|some.?(?:secret|key|token|password)|my.?(?:secret|key|token|password)|super.?secret|n\/a/i
const COMMON = new Set(
  'secret password passwd pass admin root postgres mysql mongo user username test demo guest dev local null undefined none true false token key apikey'.split(
    ' ',
  ),
)

/** `your password`, as people write it who write their code in another language. */
const YOURS =
  /(?:^|[^a-z])(?:tu|su|mi|sua|seu|minha|votre|ton|mon|dein|ihr|mein)[-_. ]?(?:correo|usuario|contrase(?:ñ|n)a|clave|senha|chave|segredo|secreto?|mot[-_ ]?de[-_ ]?passe|cl(?:é|e)|passwort|schl(?:ü|ue)ssel)/i

/** Stands for a secret without being one: `your-key`, `xxxx`, `<token>`, `changeme`, `****`, or a word that says what it is. */
export const isPlaceholder = (value: string): boolean => COMMON.has(value.toLowerCase()) || standsIn(value)

/** Asks for another value; a bare `secret` does not, and may well be in force. */
export const standsIn = (value: string): boolean =>
  value.length < 4 || WORDS.test(value) || YOURS.test(value) || /^(.)\1*$/.test(value) || /(.)\1{5}/.test(value)

/** Bits a character: random keys have 3.5 and more, words and phrases less. */
export function entropy(value: string): number {
  const counts = new Map<string, number>()
  for (const letter of value) counts.set(letter, (counts.get(letter) ?? 0) + 1)
  return [...counts.values()].reduce((sum, count) => sum - (count / value.length) * Math.log2(count / value.length), 0)
}

/** Shapes that are made to be public, or whose kind a check of its own decides. */
const PUBLIC_SHAPE = /^(?:AIza|pk_|phc_|sb_publishable_|eyJ|G-|UA-|GTM-|AW-|ca-pub-)/

/** What a validation library is told of a field: `required|min:6`. */
const RULE = /^(?:required|nullable|sometimes|bail|string|confirmed|same|min|max|regex)(?:[|:]|$)/

/** Looks generated: letters and digits mixed, no words joined by dashes, no address. */
export function isRandom(value: string): boolean {
  if (value.length < 12 || /\s|^https?:|^[./@#]|[<>()]/.test(value) || PUBLIC_SHAPE.test(value) || RULE.test(value) || isPlaceholder(value))
    return false
  if (!/\d/.test(value) || !/[a-z]/i.test(value)) return false
  const words = value.split(/[-_.:/]/)
  const looksWorded = words.length > 1 && words.every(word => /^(?:[a-z]+|[A-Z]+|[A-Z][a-z]+|\d{1,4}|v\d+)$/.test(word))
  return !looksWorded && entropy(value) >= (value.length >= 20 ? 3.2 : 3)
}
