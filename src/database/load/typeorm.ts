import type { Source } from '#source/source'
import type { Column, Table } from '../catalogue.js'
import { codeWith, depends, type CodeFile } from '../code.js'
import { dotted, text, walkTree, type Expression, type SyntaxNode } from '../tree.js'
import { ddlOf } from './ddl.js'
import { drizzleType } from './drizzle.js'
import type { LoadFile } from './run.js'
import { type LoadStatement, statementsIn } from './statement.js'

/** Before its first migration TypeORM makes what its own keys need. Source: https://typeorm.io/docs/drivers/postgres */
const PRELUDE = 'create extension if not exists "uuid-ossp"'
const ELSEWHERE = /\bcreate\s+table\s+`/i

/** An app of TypeORM asks for the tables of its entities: its migrations are run where they make all of them, else what the entities say. */
export function typeormAccount(
  source: Source,
  tables: readonly Table[],
): { readonly by: string; readonly files: readonly LoadFile[] } | undefined {
  const entities = tables.filter(({ kind }) => kind === 'typeorm')
  const migrations = typeormMigrations(source)
  const run = migrations.flatMap(({ statements }) => statements.map(({ sql }) => sql)).join('\n')
  const isWhole = entities.every(
    ({ name, columns }) => run.includes(`"${name}"`) && columns.every(column => run.includes(`"${column.name}"`)),
  )
  if (migrations.length > 0 && isWhole) return { by: 'TypeORM migrations', files: migrations }
  return entities.length > 0 && isForPostgres(source) ? { by: 'TypeORM entities', files: entityDdl(entities) } : undefined
}

const isForPostgres = (source: Source): boolean => depends(source, 'pg') && !depends(source, 'mysql2') && !depends(source, 'mysql')

/** What TypeORM calls otherwise than Postgres. Source: https://typeorm.io/docs/entity/entities#column-types */
const TYPES: Readonly<Record<string, string>> = {
  int: 'integer',
  int4: 'integer',
  int8: 'bigint',
  number: 'numeric',
  float: 'double precision',
  float8: 'double precision',
  double: 'double precision',
  datetime: 'timestamp',
  timestamptz: 'timestamptz',
  'timestamp with time zone': 'timestamptz',
  'character varying': 'varchar',
}

function entityDdl(entities: readonly Table[]): LoadFile[] {
  const keys = new Map(entities.map(({ name, columns, primaryKey }) => [name, columns.find(column => column.name === primaryKey[0])?.type]))
  const typed = entities.map((table): Table => ({
    ...table,
    columns: table.columns.map(column => ({ ...column, type: typeOf(column, table, keys) })),
  }))
  return ddlOf(typed, type => type)
}

/** A number that is made is a sequence's; what refers to a key is of its type. */
function typeOf(column: Column, table: Table, keys: ReadonlyMap<string, string | undefined>): string {
  const key = table.foreignKeys.find(({ columns }) => columns.length === 1 && columns[0] === column.name)
  const type = (key && keys.get(key.table)) ?? column.type
  const printed = TYPES[type] ?? drizzleType(type)
  if (key || !column.hasDefault || table.primaryKey[0] !== column.name) return printed
  return printed === 'integer' ? 'serial' : printed === 'bigint' ? 'bigserial' : printed
}

/** What TypeORM's migrations run on the way up, in the order of their times; nothing where they are written for another database. */
export function typeormMigrations(source: Source): readonly LoadFile[] {
  if (!depends(source, 'typeorm')) return []
  const files = codeWith(source, /\bMigrationInterface\b/)
    .map(file => ({ path: file.path, statements: statementsUp(file) }))
    .filter(({ statements }) => statements.length > 0)
    .toSorted((a, b) => timeOf(a.path) - timeOf(b.path) || (a.path < b.path ? -1 : 1))
  const [first] = files
  if (!first || files.some(({ statements }) => statements.some(({ sql }) => ELSEWHERE.test(sql)))) return []
  return [{ path: first.path, statements: statementsIn(PRELUDE, first.path, { file: first.path, line: 1 }) }, ...files]
}

/** `1700086883966-create-tables.ts` */
const timeOf = (path: string): number => Number(/(\d{10,})[^/]*$/.exec(path)?.[1] ?? 0)

/** `queryRunner.query('…')` inside `up`, where the text is all that is run. */
function statementsUp(file: CodeFile): LoadStatement[] {
  const found: LoadStatement[] = []
  walkTree(file.program, (node, parents) => {
    if (node.type !== 'CallExpression' || !parents.some(isUp)) return
    const { callee, arguments: args } = node as unknown as { callee: Expression; arguments: readonly Expression[] }
    const sql = dotted(callee).at(-1) === 'query' && args.length === 1 ? text(args[0]) : undefined
    if (sql !== undefined) found.push(...statementsIn(sql, file.path, file.placeAt(node.start)))
  })
  return found
}

const isUp = (node: SyntaxNode): boolean =>
  /^(?:MethodDefinition|PropertyDefinition|Property)$/.test(node.type) &&
  (node as SyntaxNode & { key?: { name?: string } }).key?.name === 'up'
