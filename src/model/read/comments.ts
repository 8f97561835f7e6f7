import type { Place } from '#base/place'
import type { Source, SourceFile } from '#source/source'
import type { Route } from '../app-model.js'

/** A line of a comment, without its marks. */
export interface Comment {
  readonly at: Place
  readonly text: string
}

const MARK = /^\s*(?:\/\/+|\/\*\*?|\*(?!\/))\s?(.*?)(?:\*\/)?\s*$/
const TRAILING = /[;{,)]\s*\/\/\s?(.*)$/

/** What is said directly above a route, and in its handler up to a line. */
export function commentsOf(source: Source, route: Route, until: number): Comment[] {
  const lines = linesOf(source, route.at.file)
  const found: Comment[] = []
  for (let line = route.at.line - 1; line > 0 && isAbove(lines[line - 1] ?? ''); line--) add(line)
  found.reverse()
  for (let line = route.at.line; line <= Math.min(until, lines.length); line++) add(line)
  return found

  function add(line: number): void {
    const text = MARK.exec(lines[line - 1] ?? '')?.[1] ?? TRAILING.exec(lines[line - 1] ?? '')?.[1]
    if (text) found.push({ at: { file: route.at.file, line }, text })
  }
}

const isAbove = (line: string): boolean =>
  MARK.test(line) || /^\s*\*\/\s*$/.test(line) || /^\s*export const (?:dynamic|runtime|revalidate|maxDuration)\b/.test(line)

/** Lines of the handler that gives an answer, from where it begins. */
export function handlerText(source: Source, file: string, from: number, to: number): string {
  return linesOf(source, file)
    .slice(from - 1, to)
    .join('\n')
}

let latest: { readonly file: SourceFile | undefined; readonly lines: readonly string[] } = { file: undefined, lines: [] }

/** Many routes stand in one file, one after another: its lines are kept until the next. */
function linesOf(source: Source, path: string): readonly string[] {
  const file = source.file(path)
  if (file !== latest.file) latest = { file, lines: file?.text().split('\n') ?? [] }
  return latest.lines
}
