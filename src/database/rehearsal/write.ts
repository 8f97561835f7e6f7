import type { DatabaseError, Session } from '../engine/database.js'
import { literal, quoted, type TableShape } from '../rows/shape.js'
import { attempt } from './attempt.js'
import type { CodeStatement, Literal, Rejection } from './statement.js'

/** A row that the table has, which lends its values where the code's are not known. */
export type Sample = Readonly<Record<string, unknown>>

/** One way that a write can be run: columns with what the code gives them. */
interface Run {
  /** Columns whose value the code fixes. */
  fixed: Map<string, Literal>
  /** Columns that are written with something unknown. */
  open: Set<string>
  /** Columns lent by the sample although the code does not write them. */
  lent: Set<string>
}

const MOST_RUNS = 40
const MOST_FAULTS = 6

export async function sampleOf(session: Session, shape: TableShape): Promise<Sample | undefined> {
  const { rows } = await session.query<{ row: Sample }>(`select to_jsonb(t) as row from ${shape.sql} t limit 1`)
  return rows[0]?.row
}

/** Inserts or updates a row as the code would, lending what it leaves open from a row that is there; collects what cannot ever work. */
export async function tryWrite(session: Session, statement: CodeStatement, shape: TableShape, sample: Sample): Promise<Rejection[]> {
  const known = new Set(shape.columns.map(column => column.name))
  const values = statement.values.filter(value => known.has(value.column))
  const found = new Map<string, Rejection>()
  for (const run of runsOf(values)) {
    for (let n = 0; n < MOST_FAULTS; n++) {
      const { sql, json } = sqlOf(statement, shape, run, sample)
      const error = await attempt(session, sql, [json])
      const fault = error && (await faultOf(session, statement, shape, run, error))
      if (!fault) break
      const rejection: Rejection = {
        ...fault,
        statement,
        on: statement.table!,
        sql: shown(statement, shape, run),
        code: error.code,
        message: error.message,
      }
      found.set(`${fault.kind} ${fault.column} ${fault.value}`, rejection)
      // The rest of the statement may be at fault as well: go on without this.
      if (!lend(run, fault.columns, sample)) break
    }
  }
  return [...found.values()]
}

function* runsOf(values: CodeStatement['values']): Generator<Run> {
  const single = values.filter(value => value.certain && value.literals.length === 1)
  const base = (): Run => ({
    fixed: new Map(single.map(value => [value.column, value.literals[0]!])),
    open: new Set(values.filter(value => !single.includes(value)).map(value => value.column)),
    lent: new Set(),
  })
  yield base()
  let n = 0
  for (const value of values)
    if (!single.includes(value))
      for (const each of value.literals) {
        if (++n > MOST_RUNS) return
        const run = base()
        run.open.delete(value.column)
        run.fixed.set(value.column, each)
        yield run
      }
}

/** Lets the sample's values take the place of those at fault. */
function lend(run: Run, columns: readonly string[], sample: Sample): boolean {
  const given = columns.filter(column => sample[column] !== null && sample[column] !== undefined)
  for (const column of given) {
    run.fixed.delete(column)
    run.open.delete(column)
    run.lent.add(column)
  }
  return given.length > 0
}

function sqlOf(statement: CodeStatement, shape: TableShape, run: Run, sample: Sample): { sql: string; json: string } {
  const columns = [...new Set([...run.fixed.keys(), ...run.open, ...run.lent])]
  const row = Object.fromEntries(columns.map(column => [column, run.fixed.has(column) ? run.fixed.get(column) : sample[column]]))
  const json = JSON.stringify(row)
  const from = `json_populate_record(null::${shape.sql}, $1::json) r`
  if (statement.does === 'update') {
    const sets = columns.map(column => `${quoted(column)} = r.${quoted(column)}`).join(', ')
    return { sql: `update ${shape.sql} t set ${sets} from ${from} where t.ctid = (select ctid from ${shape.sql} limit 1)`, json }
  }
  const names = columns.map(quoted).join(', ')
  return { sql: `insert into ${shape.sql} (${names}) select ${columns.map(column => `r.${quoted(column)}`).join(', ')} from ${from}`, json }
}

type Fault = Pick<Rejection, 'kind' | 'column' | 'value' | 'wants'> & { readonly columns: readonly string[] }

/** Whether the code alone is to blame for a refusal, and what of it. */
async function faultOf(
  session: Session,
  statement: CodeStatement,
  shape: TableShape,
  run: Run,
  error: DatabaseError,
): Promise<Fault | undefined> {
  const { code, message } = error
  // A trigger that writes to another table may fail there.
  const about = /(?:of|for) relation "([^"]+)"/.exec(message)?.[1]
  if (about !== undefined && about !== shape.name) return undefined
  if (code === '23502') return missingOf(statement, run, /column "([^"]+)"/.exec(message)?.[1] ?? '')
  if (code === '23514') {
    const name = /check constraint "([^"]+)"/.exec(message)?.[1]
    const check = shape.checks.find(each => each.name === name)
    if (check) return forbiddenOf(statement, shape, run, check)
    return /^value for domain/.test(message) ? mistypedOf(session, statement, shape, run) : undefined
  }
  if (code === '428C9') {
    const column = /column "([^"]+)"/.exec(message)?.[1] ?? ''
    return run.fixed.has(column) || run.open.has(column) ? { kind: 'generated-value', column, columns: [column] } : undefined
  }
  return /^(?:22|42804)/.test(code) ? mistypedOf(session, statement, shape, run) : undefined
}

function missingOf(statement: CodeStatement, run: Run, column: string): Fault | undefined {
  if (run.fixed.get(column) === null) return { kind: 'forbidden-value', column, value: 'null', wants: 'not null', columns: [column] }
  if (statement.does === 'update' || !statement.whole || run.fixed.has(column) || run.open.has(column)) return undefined
  return { kind: 'missing-value', column, columns: [column] }
}

function forbiddenOf(statement: CodeStatement, shape: TableShape, run: Run, check: TableShape['checks'][number]): Fault | undefined {
  const left = (column: string): boolean =>
    statement.does !== 'update' && statement.whole && !run.open.has(column) && !run.lent.has(column) && constant(shape, column)
  if (!check.columns.every(column => run.fixed.has(column) || left(column))) return undefined
  const [column] = check.columns.filter(each => run.fixed.has(each))
  if (column === undefined) return undefined
  return { kind: 'forbidden-value', column, value: String(run.fixed.get(column)), wants: check.condition, columns: check.columns }
}

/** Left out, it is always the same. */
function constant(shape: TableShape, name: string): boolean {
  const column = shape.columns.find(each => each.name === name)
  return column !== undefined && column.made === undefined && !/\(/.test(column.default ?? '')
}

/** The value that its column's type does not take. */
async function mistypedOf(session: Session, statement: CodeStatement, shape: TableShape, run: Run): Promise<Fault | undefined> {
  const sure = new Set(statement.values.flatMap(value => (value.certain ? [value.column] : [])))
  for (const [column, value] of run.fixed) {
    if (value === null) continue
    const error = await attempt(session, `select * from json_populate_record(null::${shape.sql}, $1::json)`, [
      JSON.stringify({ [column]: value }),
    ])
    if (!error) continue
    const type = shape.columns.find(each => each.name === column)
    // A value of one path among several, and the paths were perhaps told apart by its type.
    if (!type?.enum && !sure.has(column)) return undefined
    return {
      kind: 'mistyped-value',
      column,
      value: String(value),
      wants: type?.enum ? type.enum.map(literal).join(', ') : (type?.type ?? ''),
      columns: [column],
    }
  }
  return undefined
}

/** The statement for people: what the code fixes, and `…` for the rest. */
function shown(statement: CodeStatement, shape: TableShape, run: Run): string {
  const columns = [...run.fixed.keys(), ...run.open]
  const value = (column: string): string => {
    const given = run.fixed.get(column)
    return given === undefined ? '…' : given === null ? 'null' : typeof given === 'string' ? literal(given) : String(given)
  }
  const table = shape.schema === 'public' ? shape.name : shape.sql
  if (statement.does === 'update') return `update ${table} set ${columns.map(column => `${column} = ${value(column)}`).join(', ')} where …`
  return `insert into ${table} (${columns.join(', ')}) values (${columns.map(value).join(', ')})`
}
