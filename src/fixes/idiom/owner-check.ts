import type { Route } from '#model/app-model'
import { nameOf as routeName } from '#model/read/route'
import type { Source } from '#source/source'
import type { Node } from '#source/tree'
import { type Code, findNodes, indentAt, reindent, textOf } from '../code/code.js'
import { type Handler, openingOf } from '../code/handler.js'
import { importEdits } from '../code/imports.js'
import { declaredIn, freeNames, patternNames } from '../code/names.js'
import type { Edit } from '../fix.js'
import { wantedFor } from './apply-guard.js'
import { openHandler } from './query.js'

/** How another route of the app asks whether the row is the caller's, put into this one. */
export interface OwnerCheck {
  readonly as: string
  readonly edits: readonly Edit[]
}

/** The app's own ways to ask for the owner of a row, those that a function of the app decides first. */
export function ownerChecks(target: Handler, table: string, routes: readonly Route[], source: Source): readonly OwnerCheck[] {
  const found: (OwnerCheck & { readonly rank: number })[] = []
  const tried = new Set<string>()
  for (const route of routes) {
    if (route === target.route || route.framework !== target.route.framework) continue
    const isAsked = route.effects.some(effect => effect.guards.some(guard => guard.kind === 'owner' && (guard.name ?? table) === table))
    // The same part of the address names the same kind of row.
    const example =
      (isAsked || route.effects.some(effect => effect.kind === 'query' && effect.table === table)) &&
      rowOf(route) !== undefined &&
      rowOf(route) === rowOf(target.route)
        ? openHandler(route, source)
        : undefined
    const check = example && checkIn(example)
    const edits = check && put(check, example, target)
    if (!check || !edits || tried.has(JSON.stringify(edits))) continue
    tried.add(JSON.stringify(edits))
    const calls = findNodes(example.code, node => node.type === 'CallExpression', check.refusal.test as Node).length
    const isNear = route.at.file === target.route.at.file
    found.push({
      as: routeName(route),
      edits,
      rank: (calls > 0 ? 0 : 2) + (route.method === target.route.method ? 0 : 1) + (isNear ? 0 : 4),
    })
  }
  return found.toSorted((a, b) => a.rank - b.rank)
}

/** `/api/bookings/:`, up to what names the row. */
const rowOf = (route: Route): string | undefined => /^[^:[]*[:[]/.exec(route.path)?.[0]

interface Check {
  /** What the refusal is made from, in order. */
  readonly made: readonly Node[]
  /** `if (!row || row.ownerId !== user.id) return …` */
  readonly refusal: Node
  /** `!row || row.ownerId !== user.id`, without what it asks besides. */
  readonly test: string
}

function checkIn({ code, fn }: Handler): Check | undefined {
  const opening = fn && openingOf(code, fn)
  for (const [index, statement] of (opening?.statements ?? []).entries()) {
    if (statement.type !== 'IfStatement' || !/\b(?:return|throw)\b/.test(textOf(code, statement.consequent as Node))) continue
    const test = statement.test as Node
    const text = textOf(code, test)
    // `!row` alone asks whether there is one.
    if (/^!\s*\w+$/.test(text) || !/!==?|!\(|!await|\|\|/.test(text)) continue
    const needed = new Set(freeNames([test]))
    const made: Node[] = []
    for (const one of opening!.statements.slice(0, index).toReversed()) {
      if (one.type !== 'VariableDeclaration' || ![...declaredIn([one])].some(name => needed.has(name))) continue
      made.unshift(one)
      for (const name of freeNames([one])) needed.add(name)
    }
    const row = made.find(one => /\bparams\b/.test(textOf(code, one)) && /\bawait\b/.test(textOf(code, one)))
    const names = row ? [...declaredIn([row])] : []
    const name = names.find(one => new RegExp(`\\b${one}\\b`).test(text))
    if (!name) continue
    // What is asked of the row alone, its status say, is none of the owner's.
    const parts = disjuncts(test).filter(part => [...freeNames([part])].some(one => one !== name) || textOf(code, part) === `!${name}`)
    if (!parts.some(part => textOf(code, part) !== `!${name}`)) continue
    return { made, refusal: statement, test: parts.map(part => textOf(code, part)).join(' || ') }
  }
  return undefined
}

function disjuncts(node: Node): readonly Node[] {
  return node.type === 'LogicalExpression' && node.operator === '||'
    ? [...disjuncts(node.left as Node), ...disjuncts(node.right as Node)]
    : [node]
}

function put({ made, refusal, test: asked }: Check, example: Handler, target: Handler): readonly Edit[] | undefined {
  const { code, fn } = target
  const opening = fn && openingOf(code, fn)
  const [first] = opening?.statements ?? []
  if (!fn || !first || !example.fn) return undefined
  const [theirs, ours] = [parameterNames(example.fn), parameterNames(fn)]
  const all = [...made, refusal]
  const free = [...freeNames(all)]
  if (free.some(name => theirs.has(name) && !ours.has(name))) return undefined
  const wanted = wantedFor(
    free.filter(name => !theirs.has(name)),
    example.code,
    code,
  )
  const imports = wanted && importEdits(code, wanted)
  if (!imports) return undefined
  const present = new Map(opening!.statements.map(one => [flat(textOf(code, one)), one]))
  const known = made.filter(one => present.has(flat(textOf(example.code, one))))
  const missing = made.filter(one => !known.includes(one))
  const declared = declaredIn([fn])
  if (missing.some(one => [...declaredIn([one])].some(name => declared.has(name)))) return undefined
  const row = known.map(one => present.get(flat(textOf(example.code, one)))!).at(-1)
  const after = row ? opening!.statements.indexOf(row) + 1 : 0
  const anchor = opening!.statements[after]
  if (!anchor) return undefined
  const margin = indentAt(code, anchor.start)
  const lines = missing.map(one => reindent(textOf(example.code, one), indentAt(example.code, one.start), margin))
  const names = row ? [...declaredIn([row])] : []
  const isPresence =
    anchor.type === 'IfStatement' && names.some(name => new RegExp(`^!\\s*${name}$`).test(textOf(code, anchor.test as Node)))
  if (isPresence) {
    const test = anchor.test as Node
    return [
      ...imports,
      ...(lines.length > 0
        ? [{ file: code.path, start: anchor.start, end: anchor.start, text: lines.map(one => `${one}\n${margin}`).join('') }]
        : []),
      { file: code.path, start: test.start, end: test.end, text: asked },
      ...onItsOwnLine(code, anchor, asked.length - (test.end - test.start)),
    ]
  }
  const whole = textOf(example.code, refusal)
  const { start, end } = refusal.test as Node
  const narrowed = whole.slice(0, start - refusal.start) + asked + whole.slice(end - refusal.start)
  lines.push(reindent(narrowed, indentAt(example.code, refusal.start), margin))
  return [...imports, { file: code.path, start: anchor.start, end: anchor.start, text: lines.map(one => `${one}\n${margin}`).join('') }]
}

/** `if (…) return …` that has become too long for one line. */
function onItsOwnLine(code: Code, statement: Node, longer: number): readonly Edit[] {
  const body = statement.consequent as Node
  const margin = indentAt(code, statement.start)
  if (body.type === 'BlockStatement' || margin.length + statement.end - statement.start + longer <= 100) return []
  return [
    { file: code.path, start: body.start, end: body.start, text: `{\n${margin}${code.style.indent}` },
    { file: code.path, start: body.end, end: body.end, text: `\n${margin}}` },
  ]
}

const flat = (text: string): string => text.replace(/\s+/g, ' ').replace(/;$/, '')

function parameterNames(fn: Node): ReadonlySet<string> {
  const names = new Set<string>()
  for (const param of fn.params as Node[]) patternNames(param, names)
  return names
}
