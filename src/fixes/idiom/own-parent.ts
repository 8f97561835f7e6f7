import type { AppModel, QueryEffect } from '#model/app-model'
import { originsOf } from '#model/term'
import type { Source } from '#source/source'
import { dotted, nameOf, type Node } from '#source/tree'
import { type Code, findNodes, indentAt, openCode, textOf } from '../code/code.js'
import { type Handler, openingOf } from '../code/handler.js'
import { importEdits } from '../code/imports.js'
import { declaredIn, freeNames, singular } from '../code/names.js'
import type { Edit } from '../fix.js'
import { wantedFor } from './apply-guard.js'
import { refusal } from './refusal.js'

/** The caller's own row of a parent table, as another handler reads it: `const provider = await storage.getProviderByUserId(req.user!.id)`. */
interface OwnRow {
  readonly code: Code
  readonly call: Node
  readonly name: string
}

/**
 * Express: rows are asked for by their parent, `/providers/:id/bookings`, and the parent is somebody's: it has to be the caller's own.
 */
export function ownParentFirst(
  handler: Handler,
  table: string,
  asked: string,
  model: AppModel,
  source: Source,
): readonly Edit[] | undefined {
  const { code, fn, route } = handler
  const [from, name] = asked.split('.')
  const filter = route.effects
    .filter((effect): effect is QueryEffect => effect.kind === 'query' && effect.table === table)
    .flatMap(effect => effect.filters)
    .find(one => one.op === '=' && [...originsOf(one.value)].some(origin => origin.from === from && origin.path[0] === name))
  const rows = model.tables.find(one => one.name === table)
  const key = filter && rows?.foreignKeys.find(one => one.columns.length === 1 && columnNamed(rows.columns, one.columns[0]!, filter.column))
  const parent = key && model.tables.find(one => one.name === key.table)
  const id = parent?.columns.find(one => one.name === parent.primaryKey[0])
  const [request, response] = ((fn?.params as Node[] | undefined) ?? []).map(one => nameOf(one))
  const first = fn && openingOf(code, fn)?.statements[0]
  if (!parent || !id || !first || !request || !response || route.framework !== 'express' || fn.async !== true) return undefined
  const own = ownRow(parent.name, request, source)
  const imports = own && (own.code === code ? [] : importsFor(own, code))
  if (!own || !imports || declaredIn([fn]).has(own.name)) return undefined
  const { semi, indent } = code.style
  const margin = indentAt(code, first.start)
  const said = `${request}.${asked}`
  const compared = /int|serial|number/i.test(id.type)
    ? `${own.name}.${id.field} !== Number(${said})`
    : `${own.name}.${id.field} !== ${said}`
  const lines = [
    `const ${own.name} = await ${textOf(own.code, own.call)}${semi}`,
    `if (!${own.name} || ${compared}) {`,
    `${indent}return ${refusal(code, fn, response, 404, 'Not found', source)}${semi}`,
    '}',
  ]
  return [...imports, { file: code.path, start: first.start, end: first.start, text: lines.map(line => `${line}\n${margin}`).join('') }]
}

const columnNamed = (columns: readonly { readonly name: string; readonly field: string }[], name: string, said: string): boolean =>
  columns.some(one => one.name === name && (one.name === said || one.field === said))

/** Found by who is signed in and by nothing else. */
function ownRow(parent: string, request: string, source: Source): OwnRow | undefined {
  const one = singular(parent).replaceAll('_', '')
  const reads = new RegExp(`^(?:get|find|load|fetch|read)(?:My|Own)?${one}(?:By|For|Of)(?:User|Owner|Account)(?:Id)?$`, 'i')
  for (const file of source.files) {
    if (file.kind !== 'code' || !/(?:By|For|Of)(?:User|Owner|Account)/.test(file.text())) continue
    const code = openCode(source, file.path)
    for (const declared of code
      ? findNodes(code, node => node.type === 'VariableDeclarator' && (node.id as Node).type === 'Identifier')
      : []) {
      const awaited = declared.init as Node | null
      const call = awaited?.type === 'AwaitExpression' ? (awaited.argument as Node) : undefined
      const given = (call?.arguments as Node[] | undefined) ?? []
      const isCallers =
        given.length === 1 && new RegExp(`^${request}\\.(?:user|session)\\b!?\\.(?:id|userId)$`).test(textOf(code!, given[0]!))
      if (call?.type === 'CallExpression' && isCallers && reads.test((dotted(call.callee) ?? '').split('.').at(-1)!))
        return { code: code!, call, name: nameOf(declared.id)! }
    }
  }
  return undefined
}

function importsFor({ code: from, call }: OwnRow, to: Code): readonly Edit[] | undefined {
  const wanted = wantedFor([...freeNames([call.callee as Node])], from, to)
  return wanted && importEdits(to, wanted)
}
