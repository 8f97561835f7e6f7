import type { Expression, VariableDeclarator } from 'oxc-parser'
import type { CodeFile } from '../code.js'
import { bare, chainOf, dotted, returned, text, walkTree, type SyntaxNode } from '../tree.js'

/** A call that declares a table, not read yet. */
export interface Declaration {
  readonly file: CodeFile
  /** The variable it is assigned to. */
  readonly variable: string
  readonly name: string
  readonly engine: 'pg' | 'mysql' | 'sqlite'
  readonly columns: Expression
  /** What the third argument gives back. */
  readonly extras: Expression | undefined
  readonly rowRules: boolean
  readonly start: number
}

type Maker = { readonly engine: Declaration['engine']; readonly naming: (name: string) => string }

const ENGINES: Readonly<Record<string, Declaration['engine']>> = { pg: 'pg', mysql: 'mysql', singlestore: 'mysql', sqlite: 'sqlite' }

export function declarationsOf(files: readonly CodeFile[]): Declaration[] {
  const makers = new Map<string, Maker>()
  for (const file of files)
    for (const { name, init } of variablesOf(file)) for (const [key, maker] of makersOf(name, init)) makers.set(key, maker)
  return files.flatMap(file => variablesOf(file).flatMap(({ name, init }) => declarationOf(file, name, init, makers) ?? []))
}

export function variablesOf(file: CodeFile): { name: string; init: Expression }[] {
  const found: { name: string; init: Expression }[] = []
  walkTree(file.program, (node: SyntaxNode) => {
    if (node.type !== 'VariableDeclarator') return
    const { id, init } = node as unknown as VariableDeclarator
    if (id.type === 'Identifier' && init) found.push({ name: id.name, init: bare(init) })
  })
  return found
}

/** `pgTableCreator(name => …)` and `pgSchema('auth')` make functions that declare tables. */
function* makersOf(variable: string, init: Expression): Generator<[string, Maker]> {
  if (init.type !== 'CallExpression') return
  const callee = dotted(init.callee as Expression).at(-1) ?? ''
  const creator = /^(pg|mysql|sqlite|singlestore)TableCreator$/.exec(callee)
  if (creator) {
    const template = returned(init.arguments[0])
    const naming = (name: string) =>
      template?.type === 'TemplateLiteral' ? template.quasis.map(part => part.value.cooked ?? '').join(name) : name
    yield [variable, { engine: ENGINES[creator[1]!] ?? 'pg', naming }]
  }
  const schema = /^(pg|mysql|singlestore)Schema$/.exec(callee)
  const schemaName = text(init.arguments[0])
  if (schema && schemaName)
    yield [
      `${variable}.table`,
      { engine: ENGINES[schema[1]!] ?? 'pg', naming: name => (schemaName === 'public' ? name : `${schemaName}.${name}`) },
    ]
}

function declarationOf(file: CodeFile, variable: string, init: Expression, makers: ReadonlyMap<string, Maker>): Declaration | undefined {
  const links = chainOf(init)?.links ?? []
  let call = init
  // `pgTable(…).enableRLS()`
  while (call.type === 'CallExpression' && call.callee.type === 'MemberExpression' && call.callee.object.type === 'CallExpression')
    call = call.callee.object
  if (call.type !== 'CallExpression') return undefined
  const callee = dotted(call.callee as Expression)
  const direct = /^(pg|mysql|sqlite|singlestore)Table$/.exec(callee.find(part => /Table$/.test(part)) ?? '')
  const maker = direct
    ? { engine: ENGINES[direct[1]!] ?? 'pg', naming: (name: string) => name }
    : (makers.get(callee.join('.')) ?? makers.get(callee.slice(-2).join('.')))
  const [name, columns, extras] = call.arguments
  const tableName = text(name)
  if (!maker || tableName === undefined || !columns || columns.type === 'SpreadElement') return undefined
  const shape = returned(columns) ?? bare(columns)
  return {
    file,
    variable,
    name: maker.naming(tableName),
    engine: maker.engine,
    columns: shape,
    extras: returned(extras),
    rowRules: links.some(link => link.name === 'enableRLS') || callee.includes('withRLS'),
    start: call.start,
  }
}
