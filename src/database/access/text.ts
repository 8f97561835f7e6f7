/** A name as SQL writes it. */
export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`

/** A value as SQL writes it, of no type: the column it meets gives it one. */
export function literal(value: unknown): string {
  if (value === null || value === undefined) return 'null'
  const text =
    typeof value === 'string'
      ? value
      : value instanceof Date
        ? value.toISOString()
        : typeof value === 'object'
          ? JSON.stringify(value)
          : String(value)
  return text.includes('\\') ? ` E'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'` : `'${text.replaceAll("'", "''")}'`
}

/** A row's key, or several, as a condition. */
export function isRow(keys: readonly Readonly<Record<string, unknown>>[], prefix = ''): string {
  if (keys.length === 0) return 'false'
  const columns = Object.keys(keys[0]!)
  const [only] = columns
  if (columns.length === 1) return `${prefix}${quoted(only!)} in (${keys.map(key => literal(key[only!])).join(', ')})`
  return `(${keys.map(key => `(${columns.map(name => (key[name] === null || key[name] === undefined ? `${prefix}${quoted(name)} is null` : `${prefix}${quoted(name)} = ${literal(key[name])}`)).join(' and ')})`).join(' or ')})`
}
