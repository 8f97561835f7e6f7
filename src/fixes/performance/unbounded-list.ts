import { nameOf, type Node } from '#source/tree'
import { type Code, functionAround, openCode, textOf } from '../code/code.js'
import { defineFix, type Edit } from '../fix.js'
import { callNamed, chained, chainOf, entryInto, inChain, propertyOf } from '../idiom/query.js'

/** A page that a screen shows and a phone can load. */
const PAGE = 100

export default defineFix({
  id: 'performance/unbounded-list',
  for: ['performance/unbounded-list'],
  title: 'Reads one page of rows',
  *patches({ finding, source }) {
    const callers = [finding.route ?? '', ...finding.trail.map(step => step.label)]
    // What is free is told from all that is taken, and a sum from all that there is.
    if (callers.some(caller => WHOLE.test(caller))) return
    const read = finding.trail.filter(step => step.label === 'reads to the end').map(step => step.at)
    const edits = (read.length > 0 ? read : [finding.at]).map(at => {
      const code = openCode(source, at.file)
      return code && limited(code, at.line)
    })
    if (!edits.every(one => one !== undefined)) return
    yield {
      title: `Read at most ${PAGE} ${finding.table ?? 'rows'} at a time`,
      says: `The answer stays small however many rows there are. Where people need more than ${PAGE}, give them a second page.`,
      edits,
      files: [],
    }
  },
})

const WHOLE = /availab|booked|slots?\b|calendar|schedule|dashboard|stats|statistics|report|export|sitemap/i

const OLDEST = /(?:created|updated|sent|placed)_?at["']?\s*(?::\s*["']asc|\)|,\s*\{\s*ascending:\s*true)|sort\(\{\s*\w*(?:At|date)\w*:\s*1/i

function limited(code: Code, line: number): Edit | undefined {
  const call = callNamed(code, line, /^(?:findMany|findAll|find|findAndCountAll|from|select|eq|order|orderBy)$/)
  if (!call) return undefined
  // Rows that are sifted in memory would be missed beyond the first page.
  const fn = functionAround(code, call)
  const rest =
    fn &&
    textOf(code, fn)
      .replace(textOf(code, call), '')
      .replace(/\b[A-Z]\w*\.find\(/g, '')
  if (rest && /\.(?:filter|find|reduce|forEach)\(|\bof\s+(?:data|rows)\b/.test(rest)) return undefined
  const method = nameOf(call.callee)
  const [first] = call.arguments as Node[]
  if (method === 'findMany' || method === 'findAll' || method === 'findAndCountAll') {
    const isDrizzle = /\bdb\.query\./.test(code.text.slice(call.start, (call.callee as Node).end))
    // The first page of a list that begins with the oldest would hide what is new.
    const isOldestFirst = OLDEST.test(code.text.slice(call.start, call.end))
    if (isOldestFirst && method !== 'findMany') return undefined
    const entry = isOldestFirst ? `take: -${PAGE}` : `${method === 'findMany' && !isDrizzle ? 'take' : 'limit'}: ${PAGE}`
    if (propertyOf(first, /^(?:take|limit)$/)) return undefined
    if (!first) return { file: code.path, start: call.end - 1, end: call.end - 1, text: `{ ${entry} }` }
    return first.type === 'ObjectExpression' ? entryInto(code, first, entry) : undefined
  }
  const chain = chainOf(code, call)
  if (inChain(code, chain, /^(?:limit|range|single|maybeSingle|take)$/).length > 0) return undefined
  if (OLDEST.test(code.text.slice(chain.start, chain.end).replace(/\bdesc\([^()]*\)/g, ''))) return undefined
  const isDocuments = /\b[A-Z]\w*\.find\(/.test(code.text.slice(call.start, call.end)) || inChain(code, chain, /^toArray$/).length > 0
  const isQuery = method === 'find' ? isDocuments : inChain(code, chain, /^from$/).length > 0
  const last = inChain(code, chain, /^(?:find|sort|populate|select|eq|order|orderBy|where|in|gte|lte|neq|or|is|from|filter|lean)$/)[0]
  return isQuery && last ? chained(code, last, `limit(${PAGE})`) : undefined
}
