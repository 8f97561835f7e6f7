import type { Table } from '#database/catalogue'
import { routeNamed } from '#model/read/route'
import type { Source } from '#source/source'
import { dotted, literalOf, nameOf, type Node } from '#source/tree'
import { aboveComments, type Code, findNodes, indentAt, lineOf, textOf } from '../code/code.js'
import { declaredIn } from '../code/names.js'
import { quoted } from '../code/style.js'
import { defineFix, type Edit, type MigrationPatch } from '../fix.js'
import { edgeFunction, type EdgeFunction } from '../idiom/edge-function.js'
import { refusalIn } from '../idiom/edge-refusal.js'
import { sessionIn } from '../idiom/edge-session.js'
import { callersOf } from '../idiom/function-callers.js'
import { migrationOf } from '../idiom/policy.js'
import { refusedWhere } from '../idiom/refused-where.js'
import { entryInto, openHandler, propertyOf } from '../idiom/query.js'
import { takenAs } from '../idiom/supabase-data.js'
import { keyFromBrowser } from './key-from-browser.js'

/** The name of the key on its way. */
const KEY = 'idempotencyKey'
const TABLE = 'request_keys'

export default defineFix({
  id: 'money/request-key',
  for: ['money/order-not-idempotent'],
  title: 'Takes a key of the browser for each order or payout, once',
  *patches({ finding, model, source }) {
    const route = routeNamed(model.routes, finding.route)
    const edge = edgeFunction(openHandler(route, source), source)
    if (!route || !edge || edge.handler.code.path !== finding.at.file || declaredIn([edge.fn]).has(KEY)) return
    const { browser, servers, isNamed } = callersOf(edge.name, source)
    const sent = servers.length === 0 && browser.length > 0 ? keyFromBrowser(edge.name, browser, KEY, source) : undefined
    const taken = sent && takenIn(edge)
    if (!sent || !taken || (isNamed && browser.length === 0)) return
    const inRow = keyColumn(edge, finding.at.line, model.tables)
    const claimed = inRow ?? claim(edge, finding.at.line, model.tables, source)
    if (!claimed) return
    yield {
      title: `Do once what ${finding.route} is asked twice`,
      says: `The page sends a key of its own with each attempt, and \`${claimed.where}\` takes each key of a customer once: a double click, or a request that is repeated because its answer was lost, is answered with 409.`,
      edits: [...taken, ...claimed.edits, ...sent],
      files: [],
      ...(claimed.migration && { migration: claimed.migration }),
    }
  },
})

/** The key in the schema of the body, and among what is taken out of it. */
function takenIn({ handler: { code }, fn, request }: EdgeFunction): readonly Edit[] | undefined {
  const parsed = findNodes(
    code,
    node =>
      node.type === 'CallExpression' && new RegExp(`^\\w+\\.(?:safeP|p)arse\\(await ${request}\\.json\\(\\)\\)$`).test(textOf(code, node)),
    fn,
  )
  const schema = parsed.length === 1 ? dotted((parsed[0]!.callee as Node).object) : undefined
  const made = findNodes(code, node => node.type === 'VariableDeclarator' && nameOf(node.id) === schema)[0]?.init as Node | undefined
  const shape = made && dotted(made.callee) === 'z.object' ? (made.arguments as Node[])[0] : undefined
  const patterns = findNodes(
    code,
    node =>
      node.type === 'VariableDeclarator' &&
      (node.id as Node).type === 'ObjectPattern' &&
      /^(?:\w+\.data|\w+\.parse\(.*\))$/s.test(textOf(code, node.init as Node)),
    fn,
  )
  if (shape?.type !== 'ObjectExpression' || patterns.length !== 1) return undefined
  return [entryInto(code, shape, `${KEY}: z.string().uuid()`), entryInto(code, patterns[0]!.id as Node, KEY)]
}

interface Claimed {
  readonly where: string
  readonly edits: readonly Edit[]
  readonly migration?: MigrationPatch
}

/** The table of orders has a column for it, which other ways to order fill. */
function keyColumn({ handler: { code }, fn }: EdgeFunction, line: number, tables: readonly Table[]): Claimed | undefined {
  const statement = statementAt(code, fn, line)
  const insert = statement && findNodes(code, node => node.type === 'CallExpression' && nameOf(node.callee) === 'insert', statement)[0]
  const from = statement && findNodes(code, node => node.type === 'CallExpression' && nameOf(node.callee) === 'from', statement)[0]
  const table = tables.find(one => one.name === literalOf((from?.arguments as Node[] | undefined)?.[0]))
  const column = table?.columns.find(one => /^(?:idempotency|request|checkout|client)_key$/.test(one.name))?.name
  const isUnique = column !== undefined && table!.indexes.some(one => one.unique && !one.partial && one.columns.includes(column))
  const [row] = (insert?.arguments as Node[] | undefined) ?? []
  const error = statement && takenAs(statement, 'error')
  if (!isUnique || row?.type !== 'ObjectExpression' || !error || propertyOf(row, column)) return undefined
  const refused = known(code, fn, statement, error, 'This was ordered already')
  return refused && { where: table!.name, edits: [entryInto(code, row, `${column}: ${KEY}`), refused] }
}

/** Below the statement, before other errors are thrown. */
function known(code: Code, fn: Node, statement: Node, error: string, says: string): Edit | undefined {
  const refusal = refusalIn(code, fn, statement, { status: 409, says })
  const margin = indentAt(code, statement.start)
  return refusal === undefined
    ? undefined
    : {
        file: code.path,
        start: statement.end,
        end: statement.end,
        text: `\n${margin}${refusedWhere(`${error}?.code === ${quoted(code.style, '23505')}`, refusal, margin, code.style)}`,
      }
}

const MOVES = /\.(?:insert|update|upsert|delete|rpc)\(|\bstripe\.\w+/i

/** A row of the key, before the first thing that cannot be taken back. */
function claim(edge: EdgeFunction, line: number, tables: readonly Table[], source: Source): Claimed | undefined {
  const { code } = edge.handler
  const session = sessionIn(edge)
  const paying = statementAt(code, edge.fn, line)
  const block = paying && (code.parents.get(paying)!.body as Node[] | undefined)
  const first = block?.find(one => session !== undefined && one.start >= session.after.start && MOVES.test(textOf(code, one)))
  const client = edge.client?.name
  const isThere = edge.client?.statement === undefined || (first && edge.client.statement.end < first.start)
  const names = declaredIn([edge.fn])
  if (!session || !first || !client || !isThere || !edge.opening.inTry || names.has('keyError') || tables.some(one => one.name === TABLE))
    return undefined
  const isReady = block!.slice(0, block!.indexOf(first)).some(one => /\.(?:safeP|p)arse\(/.test(textOf(code, one)))
  const refusal = refusalIn(code, edge.fn, first, { status: 409, says: 'This has been asked for already' })
  if (!isReady || !refusal || !source.files.some(file => /supabase\/migrations\/.*\.sql$/.test(file.path))) return undefined
  const { semi } = code.style
  const q = (text: string): string => quoted(code.style, text)
  const margin = indentAt(code, first.start)
  const at = aboveComments(code, first.start)
  const lines = [
    '// Each attempt counts once',
    `const { error: keyError } = await ${client}.from(${q(TABLE)}).insert({ user_id: ${session.user}, request_key: ${KEY} })${semi}`,
    refusedWhere(`keyError?.code === ${q('23505')}`, refusal, margin, code.style),
    `if (keyError) throw keyError${semi}`,
  ]
  return {
    where: TABLE,
    edits: [{ file: code.path, start: at, end: at, text: `${lines.join(`\n${margin}`)}\n\n${margin}` }],
    migration: migrationOf(
      TABLE,
      [
        `CREATE TABLE public.${TABLE} (\n  user_id UUID NOT NULL REFERENCES auth.users(id) ON DELETE CASCADE,\n  request_key UUID NOT NULL,\n  created_at TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),\n  PRIMARY KEY (user_id, request_key)\n);`,
        `ALTER TABLE public.${TABLE} ENABLE ROW LEVEL SECURITY;`,
      ],
      [`DROP TABLE public.${TABLE};`],
    ),
  }
}

/** The statement of a block that a line is in. */
function statementAt(code: Code, fn: Node, line: number): Node | undefined {
  return findNodes(
    code,
    node =>
      /^(?:VariableDeclaration|ExpressionStatement)$/.test(node.type) &&
      lineOf(code, node.start) <= line &&
      line <= lineOf(code, node.end) &&
      code.parents.get(node)?.type === 'BlockStatement',
    fn,
  ).findLast(node => findNodes(code, one => one.type === 'AwaitExpression', node).length > 0)
}
