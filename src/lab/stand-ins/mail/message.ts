import { fields, text } from '../fields.js'

/** One message that the app sent, whoever it was given to. */
export interface Message {
  readonly id: string
  readonly by: string
  readonly from: string
  readonly to: readonly string[]
  readonly subject: string
  readonly text: string
  readonly html: string
  readonly headers: Readonly<Record<string, string>>
  /** Addresses in it, in order: what a person would click. */
  readonly links: readonly string[]
}

export function message(given: Omit<Message, 'links'>): Message {
  const links = `${given.html}\n${given.text}`.match(/https?:\/\/[^\s"'<>)\]]+/g) ?? []
  return { ...given, links: [...new Set(links.map(each => each.replaceAll('&amp;', '&')))] }
}

/** Addresses as services take them: a text with commas, a list, objects with `email`. */
export function addresses(value: unknown): readonly string[] {
  if (typeof value === 'string')
    return value
      .split(',')
      .map(each => each.trim())
      .filter(Boolean)
  if (Array.isArray(value)) return value.flatMap(addresses)
  const one = fields(value)
  const address = text(one['email']) ?? text(one['Email']) ?? text(one['address'])
  return address === undefined ? [] : [address]
}

export function isAddress(value: string): boolean {
  return /^[^<>]*<[^@\s<>]+@[^@\s<>]+>$|^[^@\s<>]+@[^@\s<>]+$/.test(value.trim())
}

export function firstText(value: unknown, ...names: readonly string[]): string {
  const from = fields(value)
  for (const name of names) if (text(from[name])) return String(from[name])
  return ''
}
