import type { Normal } from './dialect.js'
import type { Statement, StatementFilter } from './statement.js'

const NAME = String.raw`(?:["\[]?\w+["\]]?\.)?["\[]?(\w+)["\]]?`
const TABLES = new RegExp(String.raw`\b(?:from|join|into|update)\s+(?:only\s+)?${NAME}`, 'gi')
const FILTERS = new RegExp(
  String.raw`${NAME}\s*(<>|!=|<=|>=|=|<|>|\bnot\s+in\b|\bin\b|\bnot\s+like\b|\bi?like\b)\s*\(?\s*(?:\$(\d+)|('[^']*'|\d+))?`,
  'gi',
)
const DOES: Readonly<Record<string, Statement['does']>> = {
  select: 'read',
  insert: 'create',
  update: 'update',
  delete: 'delete',
  with: 'read',
  replace: 'upsert',
}

/** What can be told of a statement that no grammar reads: its verb, its tables, plain comparisons. */
export function readLoosely(normal: Normal): Statement | undefined {
  const verb = /^\s*(\w+)/.exec(normal.sql)?.[1]?.toLowerCase() ?? ''
  const does = DOES[verb]
  if (!does)
    return /^(?:create|alter|drop|pragma|begin|commit|rollback|truncate|set|call|exec|show)$/.test(verb)
      ? { ...base(normal), does: 'raw' }
      : undefined
  const tables = [...new Set([...normal.sql.matchAll(TABLES)].map(match => match[1] ?? ''))]
  if (does !== 'read' && tables.length === 0) return undefined
  const condition = /\bwhere\b([\s\S]*)/i.exec(normal.sql)?.[1] ?? ''
  const optional = /\bor\b/i.test(condition) ? ({ optional: true } as const) : {}
  const filters: StatementFilter[] = [...condition.matchAll(FILTERS)].map(([, column = '', op = '=', parameter, literal]) => ({
    column,
    table: tables.length === 1 ? tables[0] : undefined,
    op: op.toLowerCase().replace(/\s+/g, ' '),
    ...(parameter ? { parameter: Number(parameter) } : literal ? { parameter: 'literal' as const } : {}),
    ...optional,
  }))
  const list = /^\s*select\s+(?:distinct\s+)?([\s\S]*?)\s+from\b/i.exec(normal.sql)?.[1]
  const columns =
    list && /^[\w.,\s"]+$/.test(list)
      ? list.split(',').map(column => column.trim().split(/[.\s]/).at(-1)?.replaceAll('"', '') ?? '')
      : 'all'
  const written =
    /\binto\s+\S+\s*\(([^)]*)\)/i.exec(normal.sql)?.[1]?.split(',') ??
    [...(/\bset\b([\s\S]*?)(?:\bwhere\b|$)/i.exec(normal.sql)?.[1] ?? '').matchAll(/(\w+)"?\s*=/g)].map(match => match[1] ?? '')
  const writes = does === 'read' ? [] : written.map(name => name.trim().replaceAll('"', ''))
  return {
    ...base(normal),
    does: normal.overwrites ? 'upsert' : does,
    tables,
    filters,
    columns: does === 'read' ? columns : [],
    limited: does !== 'read' || /\blimit\b/i.test(normal.sql),
    writes,
  }
}

const base = (normal: Normal): Statement => ({
  does: 'raw',
  tables: [],
  filters: [],
  columns: [],
  limited: true,
  writes: [],
  values: [],
  returning: /\breturning\b/i.test(normal.sql),
  conflict: normal.overwrites ? 'update' : normal.ignores ? 'nothing' : undefined,
  placeholders: normal.placeholders,
})
