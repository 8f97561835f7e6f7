import type { AppModel } from '#model/app-model'
import { nameOf, type Node } from '#source/tree'
import { type Code, findNodes, indentAt, lineOf, openCode, statementAround, textOf } from '../code/code.js'
import { quoted } from '../code/style.js'
import { defineFix, type Edit } from '../fix.js'
import { propertyOf } from '../idiom/query.js'

const SITES = /^(?:(?:NEXT_PUBLIC_)?(?:APP|SITE|FRONTEND|CLIENT|WEB|BASE)_(?:URL|ORIGIN)|(?:ALLOWED|CORS)_ORIGINS?)$/

export default defineFix({
  id: 'cors/permissive-origin',
  for: ['cors/permissive-origin'],
  title: "Answers the app's own sites",
  *patches({ finding, model, source }) {
    const code = openCode(source, finding.at.file)
    if (!code || /Deno\./.test(code.text)) return
    const name = siteVariable(model)
    const list = `(process.env.${name} ?? ${quoted(code.style, '')}).split(${quoted(code.style, ',')})`
    const edits = byPackage(code, finding.at.line, list) ?? byHand(code, finding.at.line, list)
    if (!edits) return
    yield {
      title: `Answer only the sites that ${name} names`,
      says: `Browsers let other sites read answers only where \`${name}\` names them, with commas between.`,
      edits,
      files: [],
      environment: { [name]: 'Sites that may ask, with commas between' },
    }
  },
})

/** The variable that names the app's address already. */
const siteVariable = (model: AppModel): string => model.env.find(one => SITES.test(one.name))?.name ?? 'ALLOWED_ORIGINS'

/** `app.use(cors())`. */
function byPackage(code: Code, line: number, list: string): readonly Edit[] | undefined {
  const call = findNodes(
    code,
    node =>
      node.type === 'CallExpression' &&
      nameOf(node.callee) === 'cors' &&
      lineOf(code, node.start) <= line &&
      line <= lineOf(code, node.end),
  )[0]
  const [options] = (call?.arguments as Node[] | undefined) ?? []
  if (!call) return undefined
  if (!options) return [{ file: code.path, start: call.end - 1, end: call.end - 1, text: `{ origin: ${list} }` }]
  const origin = propertyOf(options, 'origin')?.value as Node | undefined
  return origin && /^(?:true|["'`]\*["'`])$/.test(textOf(code, origin))
    ? [{ file: code.path, start: origin.start, end: origin.end, text: list }]
    : undefined
}

/** `if (origin) res.headers.set('Access-Control-Allow-Origin', origin)`. */
function byHand(code: Code, line: number, list: string): readonly Edit[] | undefined {
  const sets = findNodes(
    code,
    node =>
      node.type === 'CallExpression' &&
      /Access-Control-Allow-Origin/i.test(textOf(code, node)) &&
      Math.abs(lineOf(code, node.start) - line) <= 3,
  ).at(-1)
  const value = (sets?.arguments as Node[] | undefined)?.[1]
  if (sets && value && REFLECTED.test(textOf(code, value))) return reflected(code, sets, value, list)
  const condition = sets && findNodes(code, node => node.type === 'IfStatement' && node.start < sets.start && sets.end <= node.end).at(-1)
  const test = condition?.test as Node | undefined
  if (!value || value.type !== 'Identifier' || test?.type !== 'Identifier' || test.name !== value.name) return undefined
  const statement = statementAround(code, condition!)
  if (!statement) return undefined
  return [
    {
      file: code.path,
      start: statement.start,
      end: statement.start,
      text: `const allowedOrigins = ${list}${code.style.semi}\n${indentAt(code, statement.start)}`,
    },
    { file: code.path, start: test.end, end: test.end, text: ` && allowedOrigins.includes(${textOf(code, test)})` },
  ]
}

const REFLECTED =
  /^(?:req|request)\.(?:headers\.origin|get\(["']origin["']\)|header\(["']origin["']\))(?:\s*(?:\|\||\?\?)\s*["'`][^"'`]*["'`])?$/i

/** `res.setHeader('Access-Control-Allow-Origin', req.headers.origin || '*')`, whoever asks. */
function reflected(code: Code, sets: Node, value: Node, list: string): readonly Edit[] | undefined {
  const statement = statementAround(code, sets)
  const text = textOf(code, value)
  const asked = text.replace(/\s*(?:\|\||\?\?).*$/s, '')
  if (statement?.type !== 'ExpressionStatement' || statement.expression !== sets) return undefined
  const margin = indentAt(code, statement.start)
  const { semi, indent } = code.style
  return [
    {
      file: code.path,
      start: statement.start,
      end: statement.start,
      text: `const allowedOrigins = ${list}${semi}\n${margin}if (allowedOrigins.includes(${asked})) {\n${margin}${indent}`,
    },
    ...(asked === text ? [] : [{ file: code.path, start: value.start, end: value.end, text: asked }]),
    { file: code.path, start: statement.end, end: statement.end, text: `\n${margin}}` },
  ]
}
