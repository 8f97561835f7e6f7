import type { Source } from '#source/source'
import type { Node } from '#source/tree'
import { bindingsOf } from '../code/bindings.js'
import { aboveComments, findNodes, indentAt, textOf } from '../code/code.js'
import { nameOf } from '#source/tree'
import { importEdits } from '../code/imports.js'
import { quoted } from '../code/style.js'
import type { Edit } from '../fix.js'
import type { EdgeFunction } from '../idiom/edge-function.js'
import { addressOf, limiterOf, type Most } from '../idiom/edge-limiter.js'
import { refusalIn } from '../idiom/edge-refusal.js'
import { refusedWhere } from '../idiom/refused-where.js'
import { sessionIn } from '../idiom/edge-session.js'
import { usualBinding } from '../idiom/usual-binding.js'

/** The app's own limiter below the question who is calling, where there is one: each user is counted apart. */
export function limiterInEdge(edge: EdgeFunction, source: Source): readonly Edit[] | undefined {
  const { code } = edge.handler
  const limiter = limiterOf(source)
  const tried = ((edge.fn.body as Node).body as Node[] | undefined)?.find(one => one.type === 'TryStatement')
  const block = tried?.block as Node | undefined
  const session = sessionIn(edge)
  const inside = session && block && session.after.start > block.start ? session.after : undefined
  const anchor = inside ?? (block?.body as Node[] | undefined)?.[0]
  if (!limiter || !tried || !anchor || (session && session.after.start > anchor.start)) return undefined
  const told = tellsLimit(edge, tried, limiter.failure, source)
  const imports = importEdits(code, [
    { name: limiter.name, kind: 'named', from: limiter.from },
    ...(told?.wanted ? [{ ...told.wanted, kind: 'named' as const }] : []),
  ])
  if (!told || !imports) return undefined
  const whose = session?.user ?? addressOf(edge.request, text => quoted(code.style, text))
  const at = aboveComments(code, anchor.start)
  const text = `${limiter.call(edge.name, whose, saidIn(code.text))}${code.style.semi}\n${indentAt(code, anchor.start)}`
  return [...imports, { file: code.path, start: at, end: at, text }, ...told.edits]
}

/** What the limiter throws has to become its own answer, and not that of any error. */
function tellsLimit({ handler: { code }, fn }: EdgeFunction, tried: Node, failure: string | undefined, source: Source) {
  const clause = tried.handler as Node | null
  const [first] = ((clause?.body as Node | undefined)?.body as Node[] | undefined) ?? []
  const error = nameOf(clause?.param)
  if (!clause || !first || error === undefined) return undefined
  const text = textOf(code, clause)
  const passes = findNodes(code, node => node.type === 'ReturnStatement', clause).some(node =>
    new RegExp(`^return \\w+\\(.*\\b${error}\\b\\)`).test(textOf(code, node)),
  )
  if (passes || /\binstanceof\b/.test(text)) return { edits: [] }
  const wanted = failure === undefined ? undefined : usualBinding(failure, code, source)
  const refusal = refusalIn(code, fn, tried, { status: 429, says: 'Too many requests, please try again later' })
  if (!wanted || !refusal || bindingsOf(code).has(wanted.name)) return undefined
  const margin = indentAt(code, first.start)
  const line = refusedWhere(`${error} instanceof ${wanted.name} && ${error}.status === 429`, refusal, margin, code.style)
  return { wanted, edits: [{ file: code.path, start: first.start, end: first.start, text: `${line}\n${margin}` }] }
}

const SECONDS: Readonly<Record<string, number>> = { second: 1, minute: 60, hour: 3600, day: 86_400 }

/** `// Limited to 20 mails an hour`: what the author meant. */
function saidIn(text: string): Most | undefined {
  const [, calls, unit] = /\/\/[^\n]*\blimit\w*\b[^\n\d]*(\d+)[^\n]*\b(second|minute|hour|day)\b/i.exec(text) ?? []
  return calls === undefined ? undefined : { calls: Number(calls), seconds: SECONDS[unit!.toLowerCase()]! }
}
