import { posix } from 'node:path'
import type { Column, Table } from '#database/catalogue'
import type { AppModel, CompareEffect, QueryEffect } from '#model/app-model'
import { isPeople } from '#model/read/rows'
import { fieldsOf, leaves } from '#model/read/terms'
import { originsOf, REQUEST_ORIGINS, type Term } from '#model/term'
import type { Source } from '#source/source'
import { nameOf, type Node } from '#source/tree'
import { specifierFrom, usesRequire } from '../code/bindings.js'
import { above, type Code, findNodes, functionAround, lineOf, openCode, textOf } from '../code/code.js'
import { importEdits } from '../code/imports.js'
import { quoted } from '../code/style.js'
import { defineFix, type Edit } from '../fix.js'
import { passwordWrite } from '../idiom/password-writes.js'

const HASH = 'hashPassword'
const MATCHES = 'matchesPassword'

export default defineFix({
  id: 'sessions/hash-and-compare',
  for: ['sessions/plaintext-password'],
  title: 'Hashes passwords where they are stored, and compares hashes where people sign in',
  *patches({ finding, model, source }) {
    const sites = sitesOf(model, source)
    const known = sites?.places.some(one => finding.trail.some(step => step.at.file === one.at.file && step.at.line === one.at.line))
    const patched = known ? patchedAll(sites!, source) : undefined
    if (!patched) return
    yield {
      title: `Store hashes of passwords in ${sites!.tables.map(one => one.name).join(' and ')}`,
      says: 'What is stored is a hash, and signing in compares with it. Rows from before are hashed when their people sign in; nobody has to choose a new password.',
      ...patched,
    }
  },
})

interface Site {
  readonly at: { readonly file: string; readonly line: number }
  readonly kind: 'stored' | 'compared'
  readonly isUpdate: boolean
}

interface Sites {
  readonly tables: readonly Table[]
  readonly column: string
  readonly places: readonly Site[]
}

/** Every place where passwords of people are written and compared as they were typed; nothing where one is of another kind. */
function sitesOf({ routes, tables }: AppModel, source: Source): Sites | undefined {
  const places = new Map<string, Site>()
  const found = new Map<string, Table>()
  const columns = new Set<string>()
  for (const effect of routes.filter(one => !one.unreached).flatMap(one => one.effects)) {
    const name = effect.kind === 'query' ? effect.table : effect.kind === 'compare' ? rowOf(effect)?.name : undefined
    const table = name === undefined ? undefined : tables.find(one => one.name === name || one.aliases.includes(name))
    const column = table?.columns.find(one => PASSWORD.test(one.name))
    if (!table || !column || !isPeople(table.name)) continue
    const isCompared = effect.kind === 'compare' && effect.plain === true
    if (!isCompared && effect.kind !== 'query') continue
    if (effect.kind === 'query' && effect.filters.some(one => PASSWORD.test(one.column))) return undefined
    const isStored = effect.kind === 'query' && /^(?:create|update|upsert)$/.test(effect.does) && holds(effect, column)
    if (!isCompared && !isStored) continue
    if (!DOCUMENTS.test(table.kind) || !fits(column, source)) return undefined
    found.set(table.name, table)
    columns.add(column.name)
    const kind = isCompared ? 'compared' : 'stored'
    places.set(`${kind} ${effect.at.file}:${effect.at.line}`, {
      at: effect.at,
      kind,
      isUpdate: effect.kind === 'query' && effect.does !== 'create',
    })
  }
  const all = [...places.values()]
  const isWhole = all.some(one => one.kind === 'compared') && columns.size === 1
  return isWhole ? { tables: [...found.values()], column: [...columns][0]!, places: all } : undefined
}

const PASSWORD = /^(?:password|passwd|pwd)$/i
/** Rows of these can be written by themselves. */
const DOCUMENTS = /^(?:mongoose|sequelize)$/

const rowOf = ({ left, right }: CompareEffect) =>
  [...originsOf(left), ...originsOf(right)].find(one => one.from === 'row' && PASSWORD.test(one.path.at(-1) ?? ''))

/** What is typed reaches the column: by its name, or with all that was sent. */
const holds = ({ data }: QueryEffect, column: Column): boolean =>
  [...fieldsOf(data)].some(([field, value]) => field === column.field && isTyped(value)) ||
  (data?.kind === 'object' ? data.spread : [data]).some(one => one?.kind === 'origin' && isTyped(one) && one.path.length === 0)

const isTyped = (term: Term): boolean => [...leaves(term)].some(one => one.kind === 'origin' && REQUEST_ORIGINS.has(one.from))

/** A hash has sixty characters. */
function fits(column: Column, source: Source): boolean {
  const lines = source.file(column.at.file)?.text().split('\n') ?? []
  const near = lines
    .slice(column.at.line - 1, column.at.line + 8)
    .join('\n')
    .split(/^\s*\},?\s*$/m)[0]!
  const size = /STRING\((\d+)\)|max(?:l|L)ength\D{0,4}(\d+)/.exec(near)
  return (!size || Number(size[1] ?? size[2]) >= 60) && !/\blen\s*:|\bmatch\s*:|\bis\s*:/.test(near)
}

function patchedAll({ places, column, tables }: Sites, source: Source) {
  const edits: { readonly code: Code; readonly edit: Edit; readonly name: string }[] = []
  for (const { at, kind, isUpdate } of places) {
    if (kind === 'stored') {
      const write = passwordWrite(at, column, isUpdate, value => `await ${HASH}(${value})`, source)
      if (!write) return undefined
      edits.push({ ...write, name: HASH })
    } else {
      const compared = comparison(at, column, source)
      if (!compared) return undefined
      edits.push({ ...compared, name: MATCHES })
      const stale = staleComment(compared.code, compared.edit.start)
      if (stale) edits.push({ code: compared.code, edit: stale, name: MATCHES })
    }
  }
  const isTwice = edits.some((one, index) =>
    edits.slice(0, index).some(other => other.code === one.code && other.edit.start === one.edit.start),
  )
  if (isTwice) return undefined
  const codes = [...new Set(edits.map(one => one.code))]
  const first = codes.find(code => edits.some(one => one.code === code && one.name === MATCHES))!
  const helper = helperFor(first, column, tables[0]!, source)
  const imports = codes.map(code => {
    const names = [...new Set(edits.filter(one => one.code === code).map(one => one.name))].toSorted()
    const from = specifierFrom(`./${posix.basename(helper.file).replace(/\.ts$/, '')}`, helper.file, code.path)
    const path = usesRequire(code) || code.path.endsWith('.ts') ? from.replace(/\.js$/, '') : from
    return importEdits(
      code,
      names.map(name => ({ name, kind: 'named' as const, from: path })),
    )
  })
  if (imports.includes(undefined) || codes.some(code => usesRequire(code) !== usesRequire(first))) return undefined
  return {
    edits: [...imports.flatMap(one => one!), ...edits.map(one => one.edit)],
    files: [{ file: helper.file, text: helper.text }],
    ...(helper.needs && { dependencies: { bcryptjs: '3.0.3' } }),
  }
}

/** `user.password !== password` of a row that can be written. */
function comparison(at: Site['at'], column: string, source: Source): { readonly code: Code; readonly edit: Edit } | undefined {
  const code = openCode(source, at.file)
  const [node, ...others] = code
    ? findNodes(
        code,
        one =>
          one.type === 'BinaryExpression' &&
          /^[!=]==?$/.test(one.operator as string) &&
          lineOf(code, one.start) <= at.line &&
          at.line <= lineOf(code, one.end) &&
          [one.left, one.right].some(side => isStored(side as Node, column)),
      )
    : []
  const fn = node && functionAround(code!, node)
  if (!code || !node || others.length > 0 || fn?.async !== true) return undefined
  const [stored, typed] = isStored(node.left as Node, column)
    ? [node.left as Node, node.right as Node]
    : [node.right as Node, node.left as Node]
  const row = nameOf(stored.object)
  const made = findNodes(code, one => one.type === 'VariableDeclarator' && nameOf(one.id) === row, fn)
  const read = made.length === 1 && made[0]!.init ? textOf(code, made[0]!.init as Node) : ''
  const isRow = /^await\b[\s\S]*\.find(?:One|ById|ByPk)\w*\(/.test(read) && !/\.lean\(|\braw\s*:\s*true|\battributes\s*:/.test(read)
  // `a === b || md5(a) === b`: another way in, which is not looked at.
  const isOther = [...above(code, node)].some(one => one.type === 'LogicalExpression' && one.operator === '||' && compares(code, one, node))
  if (!row || !isRow || isOther || isStored(typed, column)) return undefined
  const call = `await ${MATCHES}(${row}, ${textOf(code, typed)})`
  const isNot = (node.operator as string).startsWith('!')
  const text = isNot ? `!(${call})` : code.parents.get(node)?.type === 'LogicalExpression' ? `(${call})` : call
  return { code, edit: { file: code.path, start: node.start, end: node.end, text } }
}

/** What a comment right above says of the comparison is not so any more. */
function staleComment(code: Code, start: number): Edit | undefined {
  const line = code.text.lastIndexOf('\n', start) + 1
  const comment = /[ \t]*\/\/[^\n]*\n$/.exec(code.text.slice(0, line))
  const isStale = comment && /plain|\bno (?:bcrypt|hash)|without hash|directly|not hashed/i.test(comment[0])
  return isStale ? { file: code.path, start: comment.index, end: line, text: '' } : undefined
}

const isStored = (node: Node, column: string): boolean =>
  node.type === 'MemberExpression' &&
  node.computed !== true &&
  nameOf(node) === column &&
  (node.object as Node).type === 'Identifier' &&
  !/^(?:req|request|body|data|dto|input)$/.test(nameOf(node.object) ?? '')

const compares = (code: Code, logical: Node, but: Node): boolean =>
  findNodes(code, one => one !== but && one.type === 'BinaryExpression' && /password/i.test(textOf(code, one)), logical).length > 0

/** A file of the app's helpers with the two functions. */
function helperFor(code: Code, column: string, table: Table, source: Source) {
  const extension = /\.[cm]?[jt]s$/.exec(code.path)?.[0] ?? '.js'
  const parent = posix.dirname(posix.dirname(code.path))
  const own = posix.dirname(code.path)
  const folders = [parent, own].flatMap(where => ['utils', 'lib', 'helpers'].map(name => posix.join(where, name)))
  const folder =
    folders.find(one => source.files.some(file => file.path.startsWith(`${one}/`))) ?? posix.join(own === '.' ? own : parent, 'utils')
  const taken = source.file(`${folder}/password${extension}`) !== undefined
  const { indent, semi } = code.style
  const { dependencies = {} } = source.packageOf(code.path) ?? {}
  const library = ['bcrypt', 'bcryptjs'].find(one => one in dependencies)
  const from = quoted(code.style, library ?? 'bcryptjs')
  const typed = /ts$/.test(extension)
  const write = table.kind === 'mongoose' ? 'updateOne' : 'update'
  const isCommon = usesRequire(code)
  const account = typed ? `account: { ${column}: string; ${write}(values: { ${column}: string }): unknown }` : 'account'
  const say = isCommon ? '' : 'export '
  const lines = [
    isCommon ? `const bcrypt = require(${from})${semi}` : `import bcrypt from ${from}${semi}`,
    '',
    `${say}const ${HASH} = (password${typed ? ': string' : ''}) => bcrypt.hash(password, 12)${semi}`,
    '',
    '// A row from before passwords were hashed holds what was typed, until its owner signs in.',
    `${say}async function ${MATCHES}(${account}, password${typed ? ': string' : ''}) {`,
    `${indent}const isHashed = /^\\$2[aby]\\$/.test(account.${column})${semi}`,
    `${indent}const stored = isHashed ? account.${column} : await ${HASH}(account.${column})${semi}`,
    `${indent}if (!(await bcrypt.compare(password, stored))) return false${semi}`,
    `${indent}if (!isHashed) await account.${write}({ ${column}: stored })${semi}`,
    `${indent}return true${semi}`,
    '}',
    ...(isCommon ? ['', `module.exports = { ${HASH}, ${MATCHES} }${semi}`] : []),
    '',
  ]
  return { file: `${folder}/${taken ? 'password-hash' : 'password'}${extension}`, text: lines.join('\n'), needs: library === undefined }
}
