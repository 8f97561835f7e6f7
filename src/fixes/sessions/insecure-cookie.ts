import type { Source } from '#source/source'
import { literalOf, nameOf, type Node } from '#source/tree'
import { type Code, findNodes, lineOf, openCode, textOf } from '../code/code.js'
import { quoted } from '../code/style.js'
import { defineFix, type Edit } from '../fix.js'
import { entryInto, propertyOf } from '../idiom/query.js'

export default defineFix({
  id: 'sessions/insecure-cookie',
  for: ['sessions/insecure-cookie', 'sessions/csrf-unprotected'],
  title: 'Keeps the session cookie from scripts, from open networks and from the forms of other sites',
  *patches({ finding, source }) {
    const code = openCode(source, finding.at.file)
    const found =
      code &&
      findNodes(
        code,
        node =>
          /^(?:Call|New)Expression$/.test(node.type) &&
          lineOf(code, node.start) <= finding.at.line &&
          finding.at.line <= lineOf(code, (node.callee as Node).end),
      ).at(-1)
    // `app.use(session({ … }))`
    const inner = (found?.arguments as Node[] | undefined)?.find(one => one.type === 'CallExpression')
    const call = inner && nameOf(found?.callee) === 'use' ? inner : found
    const given =
      (call?.arguments as Node[] | undefined)?.find(
        one => one.type === 'ObjectExpression' && (propertyOf(one, 'cookie') || propertyOf(one, 'secret')),
      ) ?? (call?.arguments as Node[] | undefined)?.findLast(one => one.type === 'ObjectExpression')
    const bare = call && !given && code ? withOptions(code, call, source) : undefined
    if (bare) yield { ...WORDS, edits: [bare], files: [] }
    if (!code || !given) return
    const wanted: Wanted =
      finding.check === 'sessions/csrf-unprotected'
        ? [['sameSite', quoted(code.style, 'lax')]]
        : [
            ['httpOnly', 'true'],
            ['secure', secure(code)],
            ['sameSite', quoted(code.style, 'lax')],
          ]
    const isSession = propertyOf(given, /^(?:secret|resave|keys)$/) !== undefined
    const changed = isSession ? inSession(code, given, wanted) : inOptions(code, given, wanted)
    // Behind the platform's proxy the app itself is spoken to over http, and would send no secure cookie.
    const isBlind =
      isSession &&
      propertyOf(given, 'resave') !== undefined &&
      !propertyOf(given, 'proxy') &&
      changed?.some(edit => edit.text.includes('NODE_ENV')) === true &&
      !source.files.some(file => file.kind === 'code' && /trust proxy/.test(file.text()))
    const edits = changed && isBlind ? [...changed, entryInto(code, given, 'proxy: true')] : changed
    if (!edits || edits.length === 0) return
    const isForms = finding.check === 'sessions/csrf-unprotected'
    yield {
      ...(isForms ? FORMS : WORDS),
      edits,
      files: [],
    }
  },
})

const WORDS = {
  title: 'Keep the session cookie from scripts and open networks',
  says: 'Scripts cannot read the cookie, and in production it travels over https only.',
}
const FORMS = {
  title: 'Keep the session cookie from the forms of other sites',
  says: 'A form on another site is sent without the cookie, so that nobody is signed in there.',
}

/** `res.cookie('token', token)` says nothing of who may read it. Where scripts of the app's own do, they would find nothing. */
function withOptions(code: Code, call: Node, source: Source): Edit | undefined {
  const [name, value, ...others] = call.arguments as Node[]
  const key = literalOf(name)
  if (nameOf(call.callee) !== 'cookie' || !value || others.length > 0 || typeof key !== 'string') return undefined
  const isRead = source.files.some(
    file =>
      /^(?:code|markup)$/.test(file.kind) &&
      file.text().includes(key) &&
      /document\.cookie|js-cookie|Cookies\.get\(|useCookies/.test(file.text()),
  )
  if (isRead) return undefined
  const text = `, { httpOnly: true, secure: ${secure(code)}, sameSite: ${quoted(code.style, 'lax')} }`
  return { file: code.path, start: value.end, end: value.end, text }
}

/** Options of the cookie, with what they should say. */
type Wanted = readonly (readonly [name: string, text: string])[]

function inSession(code: Code, options: Node, wanted: Wanted): readonly Edit[] | undefined {
  const cookie = propertyOf(options, 'cookie')
  const value = cookie?.value as Node | undefined
  if (!cookie) return [entryInto(code, options, `cookie: { ${wanted.map(([name, text]) => `${name}: ${text}`).join(', ')} }`)]
  return value?.type === 'ObjectExpression' ? inOptions(code, value, wanted) : undefined
}

/** Over http at home nobody could sign in. */
const secure = (code: Code): string => `process.env.NODE_ENV === ${quoted(code.style, 'production')}`

function inOptions(code: Code, options: Node, wanted: Wanted): readonly Edit[] {
  const edits: Edit[] = []
  const missing: string[] = []
  for (const [name, text] of wanted) {
    const value = propertyOf(options, name)?.value as Node | undefined
    if (!value) missing.push(`${name}: ${text}`)
    else if (/^(?:false|["'`]none["'`])$/i.test(textOf(code, value)))
      edits.push({ file: code.path, start: value.start, end: value.end, text })
  }
  if (missing.length === 0) return edits
  const last = (options.properties as Node[]).at(-1)
  const line = last ? code.text.slice(code.text.lastIndexOf('\n', last.start) + 1, last.start) : ''
  const isBroken = last !== undefined && line.trim() === '' && code.text.slice(options.start, last.start).includes('\n')
  return [...edits, entryInto(code, options, missing.join(isBroken ? `,\n${line}` : ', '))]
}
