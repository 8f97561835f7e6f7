import type { ObjectExpression } from 'oxc-parser'
import type { Source } from '#source/source'
import type { ForeignKey, Index, Policy, PolicyCommand, Table } from '../catalogue.js'
import { codeWith, depends, type CodeFile } from '../code.js'
import { ownerOf } from '../owner.js'
import { bare, chainOf, dotted, entry, text, type Argument, type Expression } from '../tree.js'
import { columnsOf, type DrizzleColumn } from './columns.js'
import { declarationsOf, variablesOf, type Declaration } from './tables.js'

/** Tables that the app declares with Drizzle's builders. */
export function readDrizzle(source: Source): Table[] {
  if (!depends(source, 'drizzle-orm')) return []
  const files = codeWith(source, /drizzle-orm\/(?:pg|mysql|sqlite|singlestore)-core/)
  // Files without any builder may still declare tables with a maker that another file exports.
  const makers = files.some(file => /TableCreator|(?:pg|mysql)Schema/.test(file.text))
    ? codeWith(source, /drizzle-orm|\.table\(|\bcreateTable\(/)
    : []
  const all = [...new Set([...files, ...makers])]
  if (all.length === 0) return []
  const declarations = declarationsOf(all)
  const snakeCase = source.files.some(file => file.kind === 'code' && /casing\s*:\s*['"]snake_case['"]/.test(file.text()))
  const shared = sharedColumns(all)
  const drafts = declarations.map(declaration => ({
    declaration,
    columns:
      declaration.columns.type === 'ObjectExpression'
        ? columnsOf(declaration.columns, { placeAt: declaration.file.placeAt, shared: name => shared.get(name), snakeCase })
        : [],
  }))
  const main = configured(source)
  const first = new Map<string, Draft>()
  // Two files that declare the same tables are two databases (SQLite at home, Postgres outside): the configured one is the app's.
  for (const draft of [...drafts].sort(
    (a, b) => Number(main(b.declaration.file.path)) - Number(main(a.declaration.file.path)) || engineOrder(a) - engineOrder(b),
  ))
    if (!first.has(draft.declaration.name)) first.set(draft.declaration.name, draft)
  return drafts.map((draft): Table =>
    first.get(draft.declaration.name) === draft ? tableOf(draft, drafts) : { ...tableOf(draft, drafts), beside: true },
  )
}

const engineOrder = ({ declaration }: Draft): number => (declaration.engine === 'sqlite' ? 1 : 0)

/** Whether a file is what `drizzle.config.*` names. */
function configured(source: Source): (path: string) => boolean {
  const names = source.files
    .filter(file => /(?:^|\/)drizzle\.config\.[cm]?[jt]s$/.test(file.path))
    .flatMap(file => [...file.text().matchAll(/schema\s*:\s*(\[[^\]]*\]|["'`][^"'`]+["'`])/g)])
    .flatMap(match =>
      [...(match[1] ?? '').matchAll(/["'`]([^"'`]+)["'`]/g)].map(name => (name[1] ?? '').replace(/^\.\//, '').replace(/\/?\*.*$/, '')),
    )
  return path => names.some(name => path === name || path.endsWith(`/${name}`) || path.startsWith(`${name}/`))
}

interface Draft {
  readonly declaration: Declaration
  readonly columns: readonly DrizzleColumn[]
}

function sharedColumns(files: readonly CodeFile[]): Map<string, { node: ObjectExpression; placeAt: CodeFile['placeAt'] }> {
  const shared = new Map<string, { node: ObjectExpression; placeAt: CodeFile['placeAt'] }>()
  for (const file of files) {
    for (const { name, init } of variablesOf(file)) {
      const body = init.type === 'ArrowFunctionExpression' ? bare(init.body as Expression) : init
      if (body.type === 'ObjectExpression') shared.set(name, { node: body, placeAt: file.placeAt })
    }
  }
  return shared
}

function tableOf({ declaration, columns }: Draft, drafts: readonly Draft[]): Table {
  const { file, variable, name } = declaration
  const at = file.placeAt(declaration.start)
  const own = (property: string | undefined) => columns.find(column => column.field === property)?.name
  const indexes: Index[] = columns
    .filter(column => column.unique)
    .map(column => ({ columns: [column.name], unique: true, partial: false, at: column.at }))
  const foreignKeys: ForeignKey[] = columns.flatMap(column => {
    if (!column.references) return []
    const target = targetOf(column.references, drafts, file)
    return [{ columns: [column.name], table: target.table, references: [target.column], at: column.at }]
  })
  let primaryKey = columns.filter(column => column.primary).map(column => column.name)
  const policies: Policy[] = []
  for (const item of extrasOf(declaration.extras)) {
    const links = chainOf(item)?.links ?? []
    const place = file.placeAt(item.start)
    const maker = links[0]?.name ?? ''
    if (/^(?:unique)?index$|^unique$/i.test(maker)) {
      const listed = links.find(link => link.name === 'on' || link.name === 'using' || link.name === 'onOnly')?.args ?? []
      const names = listed.flatMap(argument => namedIn(argument, own))
      if (names.length > 0)
        indexes.push({ columns: names, unique: maker !== 'index', partial: links.some(link => link.name === 'where'), at: place })
    } else if (maker === 'primaryKey') {
      const given = entry(links[0]?.args[0], 'columns')
      primaryKey = (given ? [given] : (links[0]?.args ?? [])).flatMap(argument => namedIn(argument, own))
    } else if (maker === 'foreignKey') {
      const options = bare(links[0]?.args[0])
      const keys = namedIn(entry(options, 'columns'), own)
      const foreign = entry(options, 'foreignColumns')
      const path = foreign?.type === 'ArrayExpression' ? dotted(foreign.elements[0] as Expression) : []
      const target = targetOf([path.at(-2) ?? '', path.at(-1) ?? ''], drafts, file)
      if (keys.length > 0) foreignKeys.push({ columns: keys, table: target.table, references: [target.column], at: place })
    } else if (maker === 'pgPolicy') policies.push(policyOf(links[0]!.args, place, file))
  }
  // InnoDB makes the index of a foreign key by itself.
  if (declaration.engine === 'mysql')
    indexes.push(...foreignKeys.map(key => ({ columns: key.columns, unique: false, partial: false, at: key.at })))
  return {
    name,
    aliases: variable === name ? [] : [variable],
    kind: 'drizzle',
    at,
    columns: columns.map(({ primary: _primary, references: _references, ...column }) => column),
    primaryKey,
    indexes,
    foreignKeys,
    rowRules: declaration.rowRules || policies.length > 0 ? { enabled: true, at } : undefined,
    policies,
    owner: ownerOf({ name, columns, primaryKey, foreignKeys }),
  }
}

/** A table by its variable; of the same file where several files use one name. */
function targetOf(
  [variable, property]: readonly [string, string],
  drafts: readonly Draft[],
  file: CodeFile,
): { table: string; column: string } {
  const named = drafts.filter(draft => draft.declaration.variable === variable)
  const target = named.find(draft => draft.declaration.file === file) ?? named[0]
  return {
    table: target?.declaration.name ?? variable,
    column: target?.columns.find(column => column.field === property)?.name ?? property,
  }
}

function extrasOf(node: Expression | undefined): Expression[] {
  const list = bare(node)
  if (list?.type === 'ArrayExpression') return list.elements.flatMap(item => (item && item.type !== 'SpreadElement' ? [bare(item)] : []))
  if (list?.type === 'ObjectExpression')
    return list.properties.flatMap(property => (property.type === 'Property' ? [bare(property.value as Expression)] : []))
  return []
}

/** Columns that an argument names: `t.a`, `t.a.desc()`, `desc(t.a)`, an array of them, or a hole of a SQL template. */
function namedIn(node: Argument | Expression | undefined, own: (property: string | undefined) => string | undefined): string[] {
  const plain = bare(node as Expression | undefined)
  if (!plain) return []
  if (plain.type === 'MemberExpression') {
    const name = own(dotted(plain).at(-1))
    return name === undefined ? [] : [name]
  }
  if (plain.type === 'ArrayExpression') return plain.elements.flatMap(item => namedIn((item ?? undefined) as Expression | undefined, own))
  if (plain.type === 'CallExpression') {
    const inner = plain.arguments.flatMap(argument => namedIn(argument, own))
    return inner.length > 0 ? inner : plain.callee.type === 'MemberExpression' ? namedIn(plain.callee.object as Expression, own) : []
  }
  if (plain.type === 'TaggedTemplateExpression') return plain.quasi.expressions.flatMap(item => namedIn(item, own)).slice(0, 1)
  return []
}

function policyOf(args: readonly Argument[], at: Policy['at'], file: CodeFile): Policy {
  const options = args[1]
  const sql = (key: string) => {
    const node = entry(options, key)
    return node?.type === 'TaggedTemplateExpression'
      ? file.text.slice(node.quasi.start + 1, node.quasi.end - 1).replaceAll(/\$\{\s*[\w$.]*?([\w$]+)\s*\}/g, '$1')
      : undefined
  }
  const to = entry(options, 'to')
  const roles = (to?.type === 'ArrayExpression' ? to.elements : [to]).flatMap(
    role =>
      text(role as Expression | undefined) ??
      dotted(role as Expression | undefined)
        .at(-1)
        ?.replace(/Role$/, '') ??
      [],
  )
  return {
    name: text(args[0]) ?? '',
    at,
    command: (text(entry(options, 'for')) ?? 'all') as PolicyCommand,
    permissive: text(entry(options, 'as')) !== 'restrictive',
    roles: roles.length > 0 ? roles.map(role => role.toLowerCase()) : ['public'],
    using: sql('using'),
    check: sql('withCheck'),
  }
}
