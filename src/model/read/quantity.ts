import type { Place } from '#base/place'
import type { Source } from '#source/source'
import { isNode, lineAt, type Node, treeOf, walkTree } from '#source/tree'
import type { QueryEffect } from '../app-model.js'

interface Asking {
  readonly line: number
  /** Compared with nothing at all: `stock < 0`. */
  readonly withZero: boolean
  readonly around: readonly Node[]
}

/** The line that compares what is left before it is taken, in the function that takes it; with `anywhere`, in the whole file. */
export function asksAround(source: Source, at: Place, field: string, anywhere = false): number | undefined {
  const around = functionsAt(source, at)
  return askings(source, at.file, field).find(one => anywhere || (one.line < at.line && one.around.some(node => around.includes(node))))
    ?.line
}

/**
 * Whether the others are kept out: the row is locked while it is read, the transaction is one that notices, what is left is
 * looked at again after it was taken, or the table itself refuses less than nothing.
 */
export function isHeldApart(source: Source, write: QueryEffect, field: string): boolean {
  const around = functionsAt(source, write.at)
  const text = source.file(write.at.file)?.text() ?? ''
  if (around.some(node => LOCKS.test(text.slice(node.start, node.end)))) return true
  if (
    askings(source, write.at.file, field).some(
      one => one.withZero && one.line > write.at.line && one.around.some(node => around.includes(node)),
    )
  )
    return true
  const column = field.replaceAll(/[a-z](?=[A-Z])/g, '$&_?')
  const refused = new RegExp(`check\\s*\\([^;]{0,80}\\b${column}\\b"?\\s*>=?\\s*0`, 'i')
  return source.files.some(file => file.kind === 'sql' && refused.test(file.text()))
}

const LOCKS =
  /for\s+(?:no\s+key\s+)?update\b|\.for\(\s*['"](?:no key )?update|forUpdate\(|pessimistic|serializable|LOCK\.|\block\s*:\s*(?:true|['"{])|advisory_?x?act?_?lock|redlock|mutex|acquire\w*\(|\bwithLock\(|setnx/i

export interface Worked {
  readonly field: string
  readonly line: number
  readonly way: 'lowered' | 'raised'
}

/** `product.stock -= n`, not far above the row's being saved: what a row that is stored as a whole has become. */
export function workedOut(source: Source, at: Place, isMeant: (field: string) => boolean): Worked | undefined {
  const around = functionsAt(source, at)
  const file = source.file(at.file)
  if (!file || around.length === 0) return undefined
  const text = file.text()
  let found: Worked | undefined
  walkTree(treeOf(file), (node, parents) => {
    const [changed, sign] = changeOf(node)
    const field = changed && memberOf(changed)
    if (!field || !isMeant(field) || !parents.some(one => around.includes(one))) return
    const line = lineAt(text, node.start)
    if (line <= at.line && at.line - line <= 15) found = { field, line, way: sign === '-' ? 'lowered' : 'raised' }
  })
  return found
}

/** `x -= n`, `x = x - n`, `x--`. */
function changeOf(node: Node): readonly [Node, '+' | '-'] | readonly [] {
  const [target, right] = [node.type === 'UpdateExpression' ? node.argument : node.left, node.right]
  if (!/^(?:Update|Assignment)Expression$/.test(node.type) || !isNode(target)) return []
  const field = memberOf(target)
  const isOver = node.operator === '=' && isNode(right) && right.type === 'BinaryExpression' && isNode(right.left)
  const operator = String(isOver && field && reads(right.left as Node, field) ? right.operator : node.operator)
  return /^(?:[-+]=?|--|\+\+)$/.test(operator) ? [target, operator.startsWith('-') ? '-' : '+'] : []
}

const memberOf = (node: Node): string | undefined =>
  node.type === 'MemberExpression' && isNode(node.property) && typeof node.property.name === 'string' ? node.property.name : undefined

/** Functions around a place, the widest of a handler's size. */
function functionsAt(source: Source, { file: path, line }: Place): readonly Node[] {
  const file = source.file(path)
  if (file?.kind !== 'code') return []
  const text = file.text()
  const found: Node[] = []
  walkTree(treeOf(file), node => {
    if (!/Function/.test(node.type)) return
    const first = lineAt(text, node.start)
    const last = lineAt(text, node.end)
    if (first <= line && line <= last && last - first <= WIDEST) found.push(node)
  })
  return found
}

/** Beyond it, a function holds the routes and is none. */
const WIDEST = 250

function askings(source: Source, path: string, field: string): Asking[] {
  const file = source.file(path)
  if (file?.kind !== 'code' || !file.text().includes(field)) return []
  const text = file.text()
  const found: Asking[] = []
  walkTree(treeOf(file), (node, parents) => {
    if (node.type !== 'BinaryExpression' || !/^[<>]=?$/.test(String(node.operator))) return
    const sides = [node.left, node.right].filter(isNode)
    if (!sides.some(side => reads(side, field))) return
    found.push({
      line: lineAt(text, node.start),
      withZero: sides.some(side => side.type === 'Literal' && side.value === 0) && node.operator === '<',
      around: parents.filter(one => /Function/.test(one.type)),
    })
  })
  return found
}

/** `product.stock`, `stock - reserved`, `Number(row.stock)`. */
function reads(node: Node, field: string): boolean {
  let found = false
  walkTree(node, one => {
    if (memberOf(one) === field || (one.type === 'Identifier' && one.name === field)) found = true
  })
  return found
}
