import { computed, literal, textOf, type Value } from '#plugins/value'

/** Groups without quantifiers inside, and two quantifiers at most: run on a text of an app's, it ends. */
const HARMLESS = /^(?:[^()[\]{}*+?|\\^$]|\\[^1-9]|\[(?:[^\]\\]|\\.)*\]|\((?!\?)(?:[^()[\]{}*+?|\\]|\\[^1-9])*[*+]?\)|[*+?])*$/
const LONGEST = 20_000

/**
 * `sql.replace(/\$\d+/g, '?')`, and `sql.replace(/\?/g, () => '$' + ++n)`: helpers that hand one dialect's statements to another. What is
 * put in the place of what is found is known, so the text that comes out is. Of a text with holes, what is written out is replaced.
 */
export function replacedText(receiver: Value, name: string, [pattern, by]: readonly Value[]): Value | undefined {
  if ((name !== 'replace' && name !== 'replaceAll') || pattern?.k !== 'library' || pattern.library !== 'regexp' || !by) return undefined
  const source = String(pattern.data['pattern'])
  const flags = String(pattern.data['flags'])
  const isNumbered = (by.k === 'function' || by.k === 'native') && source === '\\?'
  const plain = textOf(by)
  if ((plain === undefined && !isNumbered) || !HARMLESS.test(source) || (source.match(/[*+]/g) ?? []).length > 2) return undefined
  let regex: RegExp
  try {
    regex = new RegExp(source, flags)
  } catch {
    return undefined
  }
  let number = 0
  const replaced = (text: string): string => (isNumbered ? text.replace(regex, () => `$${String(++number)}`) : text.replace(regex, plain!))
  const parts = receiver.k === 'computed' && receiver.how === 'template' ? receiver.of : [receiver]
  const texts = parts.map(textOf)
  if (!texts.some(text => text !== undefined) || texts.some(text => (text?.length ?? 0) > LONGEST)) return undefined
  if (parts.length === 1 && receiver.k === 'literal') return literal(replaced(texts[0]!))
  return computed(
    'template',
    parts.map((part, index) => (texts[index] === undefined ? part : literal(replaced(texts[index])))),
    receiver.k === 'computed' && receiver.at ? { at: receiver.at } : {},
  )
}
