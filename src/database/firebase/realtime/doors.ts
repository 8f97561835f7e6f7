import type { Actor } from '#base/evidence'
import type { RulesDoor, Trial, TrialDoes } from '../door.js'
import { holdsOf } from '../holds.js'
import { decideData, ready, type ReadyNode, withValue } from './decide.js'
import type { Data } from './evaluate.js'
import type { DataExpr } from './expression.js'
import { parseTree } from './tree.js'

const NOW = Date.UTC(2026, 0, 15, 12)
const CANDIDATES: readonly Data[] = ['x', 1, true, NOW, 'someone@example.com', 'https://example.com/x.png', '2026-01-01']
const MOST_DOORS = 150

/** Every place of Realtime Database rules that grants something, tried. */
export function dataDoors(text: string, file: string): RulesDoor[] {
  const rules = ready(parseTree(text))
  const doors: RulesDoor[] = []
  const walk = (node: ReadyNode, path: readonly string[], above: readonly ReadyNode[]): void => {
    if ((node.read || node.write) && doors.length < MOST_DOORS) doors.push(doorOf(rules, file, node, path, above))
    for (const [name, child] of node.children) walk(child, [...path, name], [...above, node])
  }
  walk(rules, [], [])
  return doors
}

function doorOf(rules: ReadyNode, file: string, node: ReadyNode, path: readonly string[], above: readonly ReadyNode[]): RulesDoor {
  const conditions = [node, ...above].flatMap(each => [each.read, each.write, each.validate].flatMap(ready => (ready ? [ready.expr] : [])))
  const wildcards = [...new Set(conditions.flatMap(wildcardsOf))].filter(name => path.includes(name))
  const ownField = [...new Set(conditions.flatMap(fieldsOf))]
  const fields = [...new Set([...ownField, ...[...node.children.keys()].filter(name => !name.startsWith('$'))])]
  const collection = path.findLast(name => !name.startsWith('$')) ?? '**'
  const pathFor = (uid: string, fresh = false) =>
    path.map(name => (wildcards.includes(name) ? uid : name.startsWith('$') ? (fresh ? 'fresh' : 'one') : name))
  const person = (actor: Actor) =>
    actor === 'anon'
      ? null
      : { uid: `uid-${actor}`, token: { email: `${actor}@example.com`, ...(actor === 'admin' ? { admin: true, role: 'admin' } : {}) } }
  const documentOf = (uid: string): Data => ({ ...Object.fromEntries(ownField.map(field => [field, uid])), note: 'kept' })
  const trials: Trial[] = []
  const ask = (actor: Actor, does: TrialDoes, on: Trial['on'], of: Actor): void => {
    const uid = `uid-${of}`
    const at = pathFor(uid, does === 'create')
    const stored = does === 'create' ? withValue(null, at, null) : withValue(null, at, documentOf(uid))
    const writes = does === 'create' || does === 'update'
    const value = writes
      ? shaped(
          node,
          { ...Object.fromEntries(ownField.map(field => [field, uid])), note: 'changed' },
          next => decideData(rules, { does: 'write', path: at, value: next, auth: person(actor), now: NOW }, stored).allowed,
        )
      : null
    const decision = decideData(
      rules,
      { does: writes || does === 'delete' ? 'write' : 'read', path: at, value, auth: person(actor), now: NOW },
      stored,
    )
    trials.push({
      actor,
      does,
      on,
      allowed: decision.allowed,
      by: decision.allowed && decision.line ? [{ file, line: decision.line }] : [],
    })
  }
  for (const actor of ['anon', 'b', 'seller', 'admin'] as const) {
    for (const does of ['get', 'update', 'delete'] as const) ask(actor, does, 'other', 'a')
    ask(actor, 'create', 'forged', 'a')
    if (actor !== 'anon') for (const does of ['get', 'create', 'update', 'delete'] as const) ask(actor, does, 'own', actor)
  }
  for (const does of ['get', 'create', 'update', 'delete'] as const) ask('a', does, 'own', 'a')
  return {
    service: 'database',
    name: `/${path.join('/')}`,
    collection,
    at: { file, line: node.line },
    holds: holdsOf(collection, fields),
    owner: { wildcards, fields: ownField, stated: wildcards.length + ownField.length > 0 },
    fields,
    deciding: [],
    trials,
  }
}

/** A value that passes what `.validate` asks of each child, one child at a time; a plain one where all is refused. */
function shaped(node: ReadyNode, start: Readonly<Record<string, Data>>, passes: (value: Data) => boolean): Data {
  if (passes(start)) return start
  const { note: _, ...bare } = start
  const asked = node.validate ? [...inside(node.validate.expr)].flatMap(namesIn) : []
  const names = [...new Set([...node.children.keys(), ...asked])].filter(name => !name.startsWith('$') && !(name in bare))
  let value: Readonly<Record<string, Data>> = { ...bare, ...Object.fromEntries(names.map(name => [name, 'x'])) }
  for (const other of [bare, value, ...CANDIDATES]) if (passes(other)) return other
  // Children are looked at one by one, so one good value each is all that it takes.
  for (let round = 0; round < 2; round++)
    for (const name of names)
      for (const candidate of CANDIDATES) {
        const next = { ...value, [name]: candidate }
        if (passes(next)) return next
        if (node.children.get(name)?.validate && accepts(node, name, next)) value = next
      }
  return passes(value) ? value : start
}

function accepts(node: ReadyNode, name: string, value: Data): boolean {
  if (!node.children.has(name)) return false
  const only: ReadyNode = {
    line: 0,
    read: undefined,
    write: { expr: { e: 'literal', value: true }, line: 0 },
    validate: undefined,
    children: new Map([[name, node.children.get(name)!]]),
  }
  return decideData(only, { does: 'write', path: [], value, auth: null, now: NOW }, null).allowed
}

function* inside(expr: DataExpr): Generator<DataExpr> {
  yield expr
  const parts =
    expr.e === 'binary'
      ? [expr.a, expr.b]
      : expr.e === 'ternary'
        ? [expr.test, expr.yes, expr.no]
        : expr.e === 'method'
          ? [expr.of, ...expr.args]
          : 'of' in expr
            ? [expr.of]
            : []
  for (const part of parts) yield* inside(part)
}

/** `newData.hasChildren(['id', 'name'])` */
const namesIn = (expr: DataExpr): string[] =>
  expr.e === 'list' ? expr.items.flatMap(item => (item.e === 'literal' && typeof item.value === 'string' ? [item.value] : [])) : []

const isUid = (expr: DataExpr): boolean => expr.e === 'member' && expr.name === 'uid' && expr.of.e === 'name' && expr.of.name === 'auth'

const compared = (expr: DataExpr): DataExpr[] =>
  [...inside(expr)].flatMap(part =>
    part.e === 'binary' && part.op === '==' ? (isUid(part.a) ? [part.b] : isUid(part.b) ? [part.a] : []) : [],
  )

/** `$uid === auth.uid` */
const wildcardsOf = (expr: DataExpr): string[] =>
  compared(expr).flatMap(other => (other.e === 'name' && other.name.startsWith('$') ? [other.name] : []))

/** `data.child('owner').val() === auth.uid` */
const fieldsOf = (expr: DataExpr): string[] =>
  compared(expr).flatMap(other => {
    const child = other.e === 'method' && other.name === 'val' ? other.of : undefined
    if (child?.e !== 'method' || child.name !== 'child' || child.of.e !== 'name' || !/^(?:data|newData)$/.test(child.of.name)) return []
    const [name] = child.args
    return name?.e === 'literal' && typeof name.value === 'string' ? [name.value] : []
  })
