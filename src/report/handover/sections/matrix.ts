import type { Actor } from '#base/evidence'
import type { AccessMatrix, AccessObject } from '#database/access/matrix'
import type { Report } from '#triage/finding'
import { absent, type Cell, type HandoverSection, word } from '../block.js'
import { code, plural } from '../count.js'
import type { HandoverInput } from '../input.js'

const PEOPLE: readonly (readonly [Actor, string])[] = [
  ['anon', 'a visitor'],
  ['b', 'another customer'],
  ['a', 'the owner'],
]
const VERBS = { select: 'read', insert: 'add', update: 'change', delete: 'delete', execute: 'call' } as const

/** What the database lets whom do, before and after. */
export function matrixSection({ before, after }: HandoverInput): HandoverSection {
  const base = { id: 'matrix', title: 'Access matrix' }
  if (!before.matrix || before.matrix.objects.length === 0) return { ...base, blocks: [absent(reasonOf(before))] }
  const old = before.matrix
  const rows = old.objects.map(object => rowOf(object, after.matrix))
  const closed = rows.filter(row => row.changed).length
  return {
    ...base,
    note: String(rows.length),
    intro: `Tried in a throw-away database with rows of two customers. Each cell says what that person could do to the owner’s rows, before → after the repair. ${closed === 0 ? 'Nothing changed here.' : `${plural(closed, 'object')} changed.`}`,
    blocks: [
      {
        kind: 'table',
        label: 'Access before and after',
        head: ['Rows of', ...PEOPLE.map(([, name]) => name), 'They hold'],
        rows: rows.toSorted((a, b) => Number(b.changed) - Number(a.changed)).map(row => row.cells),
      },
    ],
  }
}

function rowOf(object: AccessObject, after: AccessMatrix | undefined): { readonly changed: boolean; readonly cells: readonly Cell[] } {
  const now = after?.objects.find(one => one.name === object.name && one.schema === object.schema && one.kind === object.kind)
  let changed = false
  const cells = PEOPLE.map(([actor]): Cell => {
    const [was, is] = [can(object, actor), now ? can(now, actor) : undefined]
    if (is === undefined || is === was) {
      const leak = actor !== 'a' && was !== 'nothing' && (object.holds === 'personal' || object.holds === 'secret')
      return leak ? word(was, 'bad') : was
    }
    changed = true
    return word(`${was} → ${is}`, is.length < was.length || is === 'nothing' ? 'good' : 'warn')
  })
  return { changed, cells: [code(object.name), ...cells, object.holds] }
}

function can(object: AccessObject, actor: Actor): string {
  const does = object.cells
    .filter(cell => cell.actor === actor && (cell.outcome === 'allowed' || (actor === 'a' && cell.outcome === 'own')))
    .map(cell => VERBS[cell.does])
  return does.length === 0 ? 'nothing' : does.join(', ')
}

function reasonOf({ tables, app }: Report): string {
  if (tables.length === 0) return 'No table was found in the code, so there is nothing to let anybody into.'
  if (tables.every(table => table.rowRules === 'not-applicable'))
    return `The ${plural(tables.length, 'table')} of ${app.name} ${tables.length === 1 ? 'is' : 'are'} reached through the server alone (${app.databases.join(', ') || 'no row rules'}): the database knows one user, and who may do what is decided by the routes above.`
  return `Row rules exist, and were not tried in this run: the schema could not be put into the throw-away database.`
}
