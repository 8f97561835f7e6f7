import type { Place } from '#base/place'
import type { Source } from '#source/source'
import type { Effect, Route } from '../app-model.js'

/** Where the route's own handler sets an effect off: the call, or the effect itself. */
export function entryOf(route: Route, effect: Effect): Place {
  const isRoute = (at: Place): boolean => at.file === route.at.file && at.line === route.at.line
  const way = effect.trail.map(step => step.at).filter(at => !isRoute(at))
  if (effect.at.file === route.at.file) return effect.at
  const here = way.findLast(at => at.file === route.at.file)
  if (here) return here
  // The handler stands in a file of its own: the last place in the file where the way begins.
  return way.findLast(at => at.file === way[0]?.file && at.file !== effect.at.file) ?? effect.at
}

const READS_BODY =
  /\b(?:req|request|ctx|context|c|event|r)\w*\s*\??\.(?:body\b|req\.(?:json|parseBody)\(|json\(|formData\(|request\.body)|\breadBody\(|\bformData\s*\.\s*get\(|\bparseBody\(|\bbody\.\w/
const BEGINS =
  /^(?:export\s|\s*(?:async\s+)?function\b|\s*(?:app|router|api|\w*[rR]outer|server|fastify)\.(?:get|post|put|patch|delete|all|route)\(|\s*(?:this|exports|module\.exports|\w+)\.\w+\s*=\s*(?:async\s*)?(?:function|\()|\s*(?:const|let|var)\s+\w+\s*=\s*(?:async\s*)?(?:function\b|\([^)]*\)\s*(?::[^=]+)?=>|\w+\((?:async\b|\(|function\b))|Deno\.serve|serve\()/

/** The line where a handler first reads what the request brings, at or above the place where it is used. */
export function bodyLine(source: Source, used: Place): Place {
  const lines = source.file(used.file)?.text().split('\n') ?? []
  let found = used.line
  for (let line = used.line; line > 0 && used.line - line < 160; line--) {
    const text = lines[line - 1] ?? ''
    if (READS_BODY.test(text) && !/^\s*(?:\/\/|\*)/.test(text)) found = line
    if (line < used.line && BEGINS.test(text)) break
  }
  return { file: used.file, line: found }
}

/** The nearest line above a place, or its own, that shows something; else the place. */
export function lineAbove(source: Source, from: Place, shows: RegExp, most = 16): Place {
  const lines = source.file(from.file)?.text().split('\n') ?? []
  for (let line = from.line; line > Math.max(0, from.line - most); line--)
    if (shows.test(lines[line - 1] ?? '')) return { file: from.file, line }
  return from
}

/** The line from a place on where a field is given its value; where a finished thing is saved, the lines above made it. */
export function fieldLine(source: Source, from: Place, field: string): Place {
  const lines = source.file(from.file)?.text().split('\n') ?? []
  const named = new RegExp(`\\b${field}\\b\\s*(?:[:,}]|$)`)
  if (/\.save\(\s*\)/.test(lines[from.line - 1] ?? '')) return lineAbove(source, from, named)
  let open = 0
  for (let line = from.line; line <= Math.min(lines.length, from.line + 40); line++) {
    const text = lines[line - 1] ?? ''
    if (named.test(text)) return { file: from.file, line }
    // What comes after the call is about something else: the answer, often.
    open += (text.match(/[({[]/g) ?? []).length - (text.match(/[)}\]]/g) ?? []).length
    if (open <= 0 && !/^\s*[.?]/.test(lines[line] ?? '')) break
  }
  // Put together before it is handed over: `const lineItems = items.map(…)`.
  for (let line = from.line - 1; line > Math.max(0, from.line - 40); line--) {
    const text = lines[line - 1] ?? ''
    if (BEGINS.test(text)) break
    if (new RegExp(`\\b${field}\\b\\s*:`).test(text) && !/^\s*(?:\/\/|\*)/.test(text)) return { file: from.file, line }
  }
  return from
}
