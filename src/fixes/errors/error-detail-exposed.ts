import { routeNamed } from '#model/read/route'
import { dotted, literalOf, nameOf, type Node } from '#source/tree'
import { above, type Code, findNodes, indentAt, isFunction, lineOf, openCode, statementAround, textOf } from '../code/code.js'
import { importEdits } from '../code/imports.js'
import { freeNames } from '../code/names.js'
import { quoted } from '../code/style.js'
import { defineFix, type Edit } from '../fix.js'
import { wantedFor } from '../idiom/apply-guard.js'
import type { Source } from '#source/source'
import { byStatus } from './by-status.js'

const SAID = 'Something went wrong'
const MANY = 8

export default defineFix({
  id: 'errors/error-detail-exposed',
  for: ['errors/error-detail-exposed'],
  title: 'Keeps what went wrong inside',
  *patches({ finding, model, source }) {
    const places = new Map(
      finding.trail.filter(step => step.label.startsWith('answers with')).map(step => [`${step.at.file}:${step.at.line}`, step.at]),
    )
    if (places.size === 0) places.set('', finding.at)
    // What a helper answers with, the handler has put together.
    const own = routeNamed(model.routes, finding.route)?.at.file
    const [only] = places.size === 1 ? places.values() : []
    if (only && own !== undefined && only.file !== own) {
      const lines = tellingIn(openCode(source, own))
      if (lines.length > 0) places.clear()
      for (const line of lines) places.set(`${own}:${line}`, { file: own, line })
    }
    // A habit of the whole app is one finding: where a few places are not understood, they are told by themselves afterwards.
    const mayLeave = places.size > MANY ? places.size / 4 : 0
    for (const way of [byStatus, byHandler, byText]) {
      const edits: Edit[] = []
      let left = 0
      for (const at of places.values()) {
        const code = openCode(source, at.file)
        const found = code && way(code, at.line, source)
        if (!found) left++
        edits.push(...(found ?? []).filter(edit => !edits.some(one => isSame(one, edit))))
      }
      if (left > mayLeave || overlap(edits)) continue
      yield {
        title: `Answer errors of ${finding.key.split('/').slice(-3).join('/')} with a fixed text`,
        says: 'The error is logged on the server, and the caller reads that something went wrong.',
        edits,
        files: [],
      }
    }
  },
})

const isSame = (a: Edit, b: Edit): boolean => a.file === b.file && a.start === b.start && a.end === b.end

const overlap = (edits: readonly Edit[]): boolean =>
  edits.some((a, i) => edits.some((b, j) => i < j && a.file === b.file && a.start < b.end && b.start < a.end))

/** Lines of a file on which what was caught is handed to whoever answers: `json(req, { details: error.message }, 500)`. */
function tellingIn(code: Code | undefined): readonly number[] {
  const clauses = code ? findNodes(code, node => node.type === 'CatchClause' && nameOf(node.param) !== undefined) : []
  return clauses.flatMap(clause =>
    findNodes(code!, node => node.type === 'ReturnStatement' && node.argument !== null, clause).flatMap(node => {
      const isTold = new RegExp(`\\b${nameOf(clause.param)}\\.(?:message|stack|details|hint|code)\\b`).test(textOf(code!, node))
      const test = [...above(code!, node)].find(one => one.type === 'IfStatement' && one.start > clause.start)?.test as Node | undefined
      // The app's own errors carry what is meant for the caller.
      return isTold && !(test && /\binstanceof\b/.test(textOf(code!, test))) ? [lineOf(code!, (node.argument as Node).start)] : []
    }),
  )
}

function catchAt(code: Code, line: number): { readonly clause: Node; readonly error: string; readonly answer: Node } | undefined {
  const answer = findNodes(code, node => node.type === 'CallExpression' || node.type === 'NewExpression').find(
    node =>
      lineOf(code, node.start) <= line &&
      line <= lineOf(code, (node.callee as Node).end) &&
      // A function that is called where it stands holds the answer, and is none.
      findNodes(code, isFunction, node.callee as Node).length === 0 &&
      /json|send|Response|render|end|status/.test(textOf(code, node.callee as Node)),
  )
  if (!answer) return undefined
  for (const node of above(code, answer)) {
    const refused = node.type === 'IfStatement' ? errorAsked(code, node, answer) : undefined
    if (refused) return refused
    if (node.type === 'CatchClause') return node.param ? { clause: node, error: nameOf(node.param) ?? '', answer } : undefined
    if (!isFunction(node)) continue
    const first = nameOf((node.params as Node[])[0])
    return first && /^(?:err|error|e|ex)$/i.test(first) ? { clause: node, error: first, answer } : undefined
  }
  return undefined
}

/** `if (error) return reply({ error: error.message })`: the answer of a library that throws nothing. */
function errorAsked(code: Code, node: Node, answer: Node) {
  const [, error] = /^(\w*[eE]rr(?:or)?)(?:\s*\|\|[\s\S]*)?$/.exec(textOf(code, node.test as Node)) ?? []
  const body = node.consequent as Node
  const isTold = error !== undefined && body.start <= answer.start && new RegExp(`\\b${error}\\b`).test(textOf(code, answer))
  return isTold ? { clause: { ...node, body }, error, answer } : undefined
}

/** `return handleError(error)`, as other handlers of the app do it. */
function byHandler(code: Code, line: number, source: Source): readonly Edit[] | undefined {
  const found = catchAt(code, line)
  if (found?.clause.type !== 'CatchClause') return undefined
  const counts = new Map<string, { readonly code: Code; readonly call: Node; readonly name: string; count: number }>()
  for (const file of source.files) {
    if (file.kind !== 'code' || !/catch/.test(file.text())) continue
    const other = openCode(source, file.path)
    for (const clause of other ? findNodes(other, node => node.type === 'CatchClause' && node.param !== null) : []) {
      const [only, ...more] = (clause.body as Node).body as Node[]
      const call = only?.type === 'ReturnStatement' && more.length === 0 ? (only.argument as Node | null) : null
      const name = call?.type === 'CallExpression' ? dotted(call.callee) : undefined
      const passes = call && (call.arguments as Node[] | undefined)?.some(one => nameOf(one) === nameOf(clause.param))
      if (!call || !name || !passes || /\.json$|\.send$/.test(name)) continue
      const known = counts.get(name)
      if (known) known.count++
      else counts.set(name, { code: other!, call, name: nameOf(clause.param)!, count: 1 })
    }
  }
  const best = [...counts.values()].toSorted((a, b) => b.count - a.count)[0]
  if (!best || best.count < 2) return undefined
  const arguments_ = (best.call.arguments as Node[]).map(one => (nameOf(one) === best.name ? found.error : textOf(best.code, one)))
  const wanted = wantedFor(
    [...freeNames([best.call])].filter(name => name !== best.name && !/^_?req(?:uest)?$|^res$/.test(name)),
    best.code,
    code,
  )
  const imports = wanted && importEdits(code, wanted)
  const body = found.clause.body as Node
  const inner = indentAt(code, (body.body as Node[])[0]?.start ?? body.start)
  const text = `{\n${inner}return ${textOf(best.code, best.call.callee as Node)}(${arguments_.join(', ')})${code.style.semi}\n${indentAt(code, body.start)}}`
  return imports && [...imports, { file: code.path, start: body.start, end: body.end, text }]
}

/** The answer keeps its shape, and says nothing of the error; the log does. */
function byText(code: Code, line: number): readonly Edit[] | undefined {
  const found = catchAt(code, line)
  if (!found) return undefined
  const { error, answer, clause } = found
  const about = new Set([error, ...aliases(code, clause, error)])
  const top = (node: Node): Node => {
    let whole = node
    for (const parent of above(code, node)) {
      if (
        parent.type === 'Property' ||
        parent === answer ||
        /^(?:ObjectExpression|ArrayExpression)$/.test(parent.type) ||
        (parent.type === 'CallExpression' && !/String|stringify|toString/.test(textOf(code, parent.callee as Node)))
      )
        break
      whole = parent
    }
    return whole
  }
  const told = findNodes(code, node => node.type === 'Identifier' && about.has(node.name as string) && !isProperty(code, node), answer).map(
    top,
  )
  if (told.length === 0) return undefined
  const edits: Edit[] = []
  for (const node of new Map(told.map(one => [one.start, one])).values()) {
    const property = code.parents.get(node)
    const key = property?.type === 'Property' ? (nameOf(property) ?? '') : ''
    if (property?.type === 'Property' && property.shorthand === true) {
      // A page that is given the error reads its message.
      const said = quoted(code.style, SAID)
      const text = `${key}: ${node.name === error ? `{ message: ${said} }` : said}`
      edits.push({ file: code.path, start: property.start, end: property.end, text })
      continue
    }
    if (/^(?:stack|details?|trace|code|hint)$/.test(key) && property) edits.push(removed(code, property))
    else edits.push({ file: code.path, start: node.start, end: node.end, text: fixed(code, node) })
  }
  const body = clause.body as Node
  const bareAnswer = [answer, ...above(code, answer)].find(
    node =>
      code.parents.get(node)?.type === 'IfStatement' &&
      code.parents.get(node)?.consequent === node &&
      node.type !== 'BlockStatement' &&
      node.start > clause.start,
  )
  const isLogged = /\b(?:console|log|logger|Sentry)\b[\w.]*\(/.test(textOf(code, body))
  const statement = statementAround(code, answer)
  const log = `console.error(${error})${code.style.semi}`
  if (!isLogged && bareAnswer) {
    const margin = indentAt(code, code.parents.get(bareAnswer)!.start)
    edits.push({
      file: code.path,
      start: bareAnswer.start,
      end: bareAnswer.start,
      text: `{\n${margin}${code.style.indent}${log}\n${margin}${code.style.indent}`,
    })
    edits.push({ file: code.path, start: bareAnswer.end, end: bareAnswer.end, text: `\n${margin}}` })
  } else if (!isLogged && statement)
    edits.push({ file: code.path, start: statement.start, end: statement.start, text: `${log}\n${indentAt(code, statement.start)}` })
  return edits
}

/** What the app says before the detail stays: `'Could not save: ' + err.message`. */
function fixed(code: Code, node: Node): string {
  const left = node.type === 'BinaryExpression' ? literalOf(node.left) : undefined
  const said = typeof left === 'string' ? left.replace(/[\s:.,-]+$/, '') : ''
  return quoted(code.style, said || SAID)
}

/** `const err = error as Error`, `const message = err.message`. */
function aliases(code: Code, clause: Node, error: string): readonly string[] {
  const names: string[] = []
  for (const one of findNodes(code, node => node.type === 'VariableDeclarator' && node.init !== null, clause)) {
    const text = textOf(code, one.init as Node)
    if (
      [error, ...names].some(name => new RegExp(`^\\W*${name}\\b|\\b${name}\\.(?:message|stack|toString)`).test(text)) &&
      !/status/i.test(nameOf(one.id) ?? '')
    )
      names.push(nameOf(one.id) ?? '')
  }
  return names
}

function isProperty(code: Code, node: Node): boolean {
  const parent = code.parents.get(node)
  return (
    (parent?.type === 'MemberExpression' && parent.property === node && parent.computed !== true) ||
    (parent?.type === 'Property' && parent.key === node && parent.shorthand !== true)
  )
}

function removed(code: Code, property: Node): Edit {
  const parts = code.parents.get(property)!.properties as Node[]
  const index = parts.indexOf(property)
  const [start, end] = index > 0 ? [parts[index - 1]!.end, property.end] : [property.start, parts[1]?.start ?? property.end]
  return { file: code.path, start, end, text: '' }
}
