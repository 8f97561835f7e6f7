/** An identifier, always quoted. */
export const identifier = (name: string): string => `"${name.replaceAll('\0', '').replaceAll('"', '""')}"`

export const qualified = (of: { readonly schema: string; readonly name: string }): string =>
  `${identifier(of.schema)}.${identifier(of.name)}`

/** The values of a statement, in the order of their `$1`. */
export interface Values {
  readonly list: unknown[]
  /** Its place. The server decides on the type by what stands around it. */
  add(value: unknown): string
  /** Text that stands in several places of one statement: equal texts have one place, so that `group by` sees one expression. */
  text(value: string): string
}

export function values(): Values {
  const list: unknown[] = []
  const texts = new Map<string, string>()
  const add = (value: unknown) => `$${list.push(value)}`
  return {
    list,
    add,
    text(value) {
      const known = texts.get(value) ?? `${add(value)}::text`
      texts.set(value, known)
      return known
    },
  }
}

/** `{"a","b"}` as the server reads arrays. */
export const arrayLiteral = (items: readonly string[]): string =>
  `{${items.map(item => `"${item.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`).join(',')}}`
