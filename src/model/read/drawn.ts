import type { Place } from '#base/place'
import type { SourceFile } from '#source/source'

/** A piece of page that a script writes as HTML: `list.innerHTML = rows.map(row => …)`. */
export interface Drawn {
  readonly at: Place
  /** By the name that a row has there: the fields asked of it, and those written as they are. */
  readonly rows: ReadonlyMap<string, { readonly asked: ReadonlySet<string>; readonly raw: ReadonlySet<string> }>
}

const SINK =
  /\.(?:innerHTML|outerHTML)\s*\+?=(?!=)|\.insertAdjacentHTML\(\s*[^,]+,|\bdocument\.write(?:ln)?\(|\.(?:bindPopup|bindTooltip|setHTML)\(/g
/** `row.name`, `row?.owner?.name`. */
const MEMBER = /^(\w+)(?:\?\.|\.)((?:\w+(?:\?\.|\.))*\w+)$/

/** What the scripts of a file draw, of code or of a page that holds code. */
export function drawnIn(file: SourceFile): Drawn[] {
  const text = file.text()
  if (!/innerHTML|outerHTML|insertAdjacentHTML|document\.write|bindPopup|bindTooltip|setHTML/.test(text)) return []
  const found: Drawn[] = []
  for (const match of text.matchAll(SINK)) {
    const { written, source } = placeholders(text, match.index + match[0].length)
    const rows = new Map<string, { asked: Set<string>; raw: Set<string> }>()
    for (const [, name = '', field = ''] of source.matchAll(/\b([a-z]\w*)(?:\?\.|\.)([a-z_]\w*)\b(?!\s*\()/gi))
      rowOf(rows, name).asked.add(field)
    for (const one of written.flatMap(asItIs)) {
      const [, name = '', path = ''] = MEMBER.exec(one) ?? []
      if (name) rowOf(rows, name).raw.add(path.split(/\?\.|\./)[0]!)
    }
    if (written.length) found.push({ at: { file: file.path, line: text.slice(0, match.index).split('\n').length }, rows })
  }
  return found
}

function rowOf(rows: Map<string, { asked: Set<string>; raw: Set<string> }>, name: string): { asked: Set<string>; raw: Set<string> } {
  const row = rows.get(name) ?? { asked: new Set(), raw: new Set() }
  rows.set(name, row)
  return row
}

/** `row.brand || 'none'`: each that may be what is written. A call, a choice, a sum writes something else. */
const asItIs = (expression: string): string[] => {
  const parts = expression.split(/\|\||\?\?/).map(part => part.trim())
  return parts.every(part => MEMBER.test(part) || /^(?:'[^']*'|"[^"]*"|\d+)$/.test(part)) ? parts.filter(part => MEMBER.test(part)) : []
}

/** What stands in `${…}` of a statement, innermost only, and the statement itself. */
function placeholders(text: string, from: number): { readonly written: string[]; readonly source: string } {
  const written: string[] = []
  /** A backtick, a bracket, or where a placeholder opened. */
  const open: (string | number)[] = []
  let at = from
  for (; at < text.length && at < from + 20_000; at++) {
    const char = text[at]!
    const inText = open.at(-1) === '`'
    if (char === '\\') at++
    else if (char === '`' && inText) open.pop()
    else if (char === '`') open.push('`')
    else if (inText) {
      if (char === '$' && text[at + 1] === '{') open.push(++at + 1)
    } else if (char === "'" || char === '"') at = endOfText(text, at, char)
    else if (char === '(' || char === '[' || char === '{') open.push(char)
    else if (char === ')' || char === ']' || char === '}') {
      const start = open.pop()
      if (start === undefined) break
      if (typeof start === 'number') written.push(text.slice(start, at).trim())
    } else if (char === ';' && !open.length) break
  }
  return { written: written.filter(one => !one.includes('`')), source: text.slice(from, at) }
}

function endOfText(text: string, from: number, quote: string): number {
  for (let at = from + 1; at < text.length; at++) {
    if (text[at] === '\\') at++
    else if (text[at] === quote || text[at] === '\n') return at
  }
  return text.length
}
