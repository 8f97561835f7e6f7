/** How an author writes: what a repair has to imitate to go unnoticed. */
export interface Style {
  readonly quote: "'" | '"'
  /** `;` or nothing. */
  readonly semi: ';' | ''
  readonly indent: string
  readonly newline: '\n' | '\r\n'
}

export function styleOf(text: string): Style {
  const lines = text.split(/\r?\n/)
  const count = (pattern: RegExp): number => lines.filter(line => pattern.test(line)).length
  const indents = lines.map(line => /^(\t|(?: {2,8}))(?=[^\s*])/.exec(line)?.[1]).filter(one => one !== undefined)
  return {
    quote: count(/'[^'"]*'/) > count(/"[^'"]*"/) ? "'" : '"',
    semi: count(/;\s*(?:\/\/.*)?$/) >= count(/^\s*(?:import|const|let|var|return|await|export|[\w.]+\(.*\)$).*[\w'")\]]\s*$/) ? ';' : '',
    indent: indents.includes('\t') ? '\t' : indents.reduce((least, one) => (one.length < least.length ? one : least), indents[0] ?? '  '),
    newline: /\r\n/.test(text) ? '\r\n' : '\n',
  }
}

export const quoted = (style: Style, text: string): string =>
  style.quote + text.replaceAll('\\', '\\\\').replaceAll(style.quote, `\\${style.quote}`) + style.quote
