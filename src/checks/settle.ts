import { listed } from '#base/listed'
import { ACTORS, type Evidence } from '#base/evidence'
import type { AccessCell, AccessDoes, AccessMatrix, AccessObject } from '#database/access/matrix'
import type { Check, Claim, Problem } from './check.js'

/** What was tried decides: a problem that the matrix shows carries it as evidence, one that it refutes is dropped. */
export function settle(problem: Problem, check: Pick<Check, 'claims'>, matrix: AccessMatrix | undefined): Problem | undefined {
  const claim = matrix && check.claims?.(problem)
  if (!matrix || !claim || (matrix.files && !matrix.files.some(file => covers(file, problem.at.file)))) return problem
  // Its owner says that everyone may read it.
  if (claim.does.every(each => each === 'select') && claim.names.every(name => matrix.open?.includes(name))) return undefined
  const tried = cellsOf(matrix, claim)
  const shown = tried.filter(({ cell }) => cell.outcome === 'allowed' && chooses(cell, claim))
  if (shown.length > 0) return { ...problem, certainty: 'certain', evidence: evidenceOf(shown) }
  const refused =
    tried.length === claim.names.length * claim.does.length &&
    tried.every(
      ({ cell }) => cell.outcome === 'denied' || cell.outcome === 'own' || (cell.outcome === 'allowed' && cell.columns !== undefined),
    )
  return claim.refutable && refused ? undefined : problem
}

const covers = (loaded: string, file: string): boolean => file === loaded || file.startsWith(`${loaded.replace(/\/$/, '')}/`)

const chooses = (cell: AccessCell, { columns }: Claim): boolean =>
  columns === undefined || columns.some(column => cell.columns?.includes(column))

/** One cell of the matrix, with what it is about. */
export interface TriedCell {
  readonly object: AccessObject
  readonly cell: AccessCell
}

export function cellsOf({ objects }: AccessMatrix, { kinds, names, actor, does }: Claim): TriedCell[] {
  return objects
    .filter(object => kinds.includes(object.kind) && names.some(name => name === object.name || name === `${object.schema}.${object.name}`))
    .flatMap(object => object.cells.filter(cell => cell.actor === actor && does.includes(cell.does)).map(cell => ({ object, cell })))
}

const VERBS: Readonly<Record<AccessDoes, string>> = {
  select: 'read',
  insert: 'added',
  update: 'changed',
  delete: 'deleted',
  execute: 'called',
}

/** The statements that show it. */
export function evidenceOf(shown: readonly TriedCell[]): Evidence {
  const [first] = shown
  const verbs = [...new Set(shown.map(({ cell }) => VERBS[cell.does]))]
  const said = listed(verbs)
  const { object, cell } = first!
  const who = ACTORS[cell.actor]
  return {
    verdict: 'proved',
    by: 'access-matrix',
    says: `In a throw-away copy of the database ${who} ${said} ${targetOf(object, cell, shown)}${cell.why && object.kind === 'function' ? `: ${cell.why}` : ''}.`,
    steps: shown
      .slice(0, 6)
      .map(({ cell: each }) => ({ kind: 'statement', actor: each.actor, sql: shortened(each.statement ?? each.by.join(', ')), rows: 1 })),
  }
}

function targetOf(object: AccessObject, cell: AccessCell, shown: readonly TriedCell[]): string {
  if (object.kind === 'function') return `\`${object.name}()\``
  if (object.kind === 'bucket')
    return cell.actor === 'a' ? `her own files in \`${object.name}\`` : `customer A's files in \`${object.name}\``
  const columns = [...new Set(shown.flatMap(each => each.cell.columns ?? []))].slice(0, 5).map(name => `\`${name}\``)
  if (cell.does === 'insert') {
    const chosen = columns.length > 0 ? `, ${columns.join(', ')} as they liked` : ''
    if (!object.owned) return `rows of \`${object.name}\`${chosen}`
    return `a row of \`${object.name}\` ${cell.actor === 'a' ? 'for herself' : 'in the name of customer A'}${chosen}`
  }
  const what = columns.length > 0 ? `${columns.join(', ')} of ` : ''
  return object.owned
    ? cell.actor === 'a'
      ? `${what}her own row of \`${object.name}\``
      : `${what}customer A's rows of \`${object.name}\``
    : `${what}rows of \`${object.name}\``
}

const shortened = (sql: string): string => (sql.length > 300 ? `${sql.slice(0, 297)}…` : sql)
