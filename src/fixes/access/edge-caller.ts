import { nameOf as routeName, routeNamed } from '#model/read/route'
import type { AppModel } from '#model/app-model'
import type { Source } from '#source/source'
import { nameOf, type Node } from '#source/tree'
import { findNodes, indentAt, textOf } from '../code/code.js'
import { declaredIn } from '../code/names.js'
import { quoted } from '../code/style.js'
import { defineFix, type Edit } from '../fix.js'
import { type EdgeFunction, edgeFunction } from '../idiom/edge-function.js'
import { sessionIn, sessionLines } from '../idiom/edge-session.js'
import { callersOf } from '../idiom/function-callers.js'
import { openHandler } from '../idiom/query.js'
import { refusalIn } from '../idiom/edge-refusal.js'
import { roleQuestion } from '../idiom/role-question.js'

/** Called by links in messages and by other people's servers, which bring no session. */
const FROM_OUTSIDE = /webhook|callback|hook$|track|unsubscribe|redirect|inbound|feed|sitemap|public|oauth|click|pixel|auth-email/i

export default defineFix({
  id: 'access/edge-caller',
  for: ['access/open-endpoint', 'access/admin-without-role', 'access/weak-guard'],
  title: 'Asks who is calling an edge function, as those who call it can say',
  *patches({ finding, model, source }) {
    const route = routeNamed(model.routes, finding.route)
    const edge = edgeFunction(openHandler(route, source), source)
    if (!route || !edge || route.kind === 'webhook' || FROM_OUTSIDE.test(edge.name) || asksItsOwnWay(edge)) return
    const { browser, servers, sendKey, isNamed, isPublic } = callersOf(edge.name, source)
    const name = routeName(route)
    if (finding.check === 'access/admin-without-role' || (browser.length > 0 && browser.every(isStaffPlace))) {
      const edits = staffOnly(edge, model, source)
      if (edits)
        yield {
          title: `Let only staff call ${name}`,
          says: `\`${name}\` asks the database whether the caller is an administrator, and answers 403 to everybody else.`,
          edits,
          files: [],
        }
    }
    if (finding.check === 'access/admin-without-role' || isPublic) return
    if (browser.length > 0 && servers.length === 0) {
      const edits = signedIn(edge, source)
      if (edits)
        yield {
          title: `Ask who is calling before ${name} answers`,
          says: `\`${name}\` answers 401 to whoever is not signed in.`,
          edits,
          files: [],
        }
    }
    // A schedule that sends the public key would stop, and so would a page that calls it by a constant.
    if (browser.length === 0 && !isNamed && sendKey) {
      const edits = serverOnly(edge)
      if (edits)
        yield {
          title: `Let only servers call ${name}`,
          says: `\`${name}\` answers 401 to whoever does not send the service role key, which no browser has.${servers.length > 0 ? '' : ' A schedule that starts it has to send the key as its bearer token.'}`,
          edits,
          files: [],
        }
    }
  },
})

/** What the caller sends as a token is looked up somewhere: sessions that are not Supabase's. */
function asksItsOwnWay({ handler: { code }, fn }: EdgeFunction): boolean {
  const text = textOf(code, fn)
  if (/\.auth\.(?:getUser|getClaims)\(/.test(text)) return false
  const names = new Set<string>()
  for (const one of findNodes(code, node => node.type === 'VariableDeclarator' && node.init !== null, fn)) {
    const init = textOf(code, one.init as Node)
    const isToken =
      /headers\.get\(\s*["'`](?:authorization|x-[\w-]*(?:token|session|key|secret))["'`]/i.test(init) ||
      [...names].some(name => new RegExp(`^${name}\\b`).test(init))
    if (isToken && nameOf(one.id)) names.add(nameOf(one.id)!)
  }
  return findNodes(code, node => node.type === 'CallExpression', fn).some(
    call =>
      (call.arguments as Node[]).some(given =>
        [...names].some(name => new RegExp(`(?:^|[\\s:({])${name}\\b(?!\\s*\\?|\\s*:)`).test(textOf(code, given))),
      ) && !/^console\.|createClient$/.test(textOf(code, call.callee as Node)),
  )
}

const isStaffPlace = (path: string): boolean => /(?:^|[/._-])(?:admin|staff|backoffice)|Admin[A-Z]/.test(path)

function signedIn(edge: EdgeFunction, source: Source): readonly Edit[] | undefined {
  return sessionIn(edge) ? undefined : sessionLines(edge, source)?.edits
}

/** Below the question for the session, the one for the role. */
function staffOnly(edge: EdgeFunction, model: AppModel, source: Source): readonly Edit[] | undefined {
  const { handler, fn, client } = edge
  const { code } = handler
  const question = roleQuestion(model)
  const known = sessionIn(edge)
  const made = known ? { edits: [], user: known.user, anchor: known.after, client: client?.name } : sessionLines(edge, source)
  if (!question || !made?.client || !made.anchor || declaredIn([fn]).has('isAdmin')) return undefined
  if (client?.statement && client.statement.end > made.anchor.start) return undefined
  const refusal = refusalIn(code, fn, made.anchor, { status: 403, says: 'Forbidden' })
  if (!refusal) return undefined
  const q = (text: string): string => quoted(code.style, text)
  const { semi, indent } = code.style
  const margin = indentAt(code, made.anchor.start)
  const lines = [
    `const { data: isAdmin } = ${question.ask(made.client, made.user, q)}${semi}`,
    `if (!isAdmin) {\n${margin}${indent}${refusal.replaceAll('\n', `\n${indent}`)}\n${margin}}`,
  ]
  const text = `${lines.join(`\n${margin}`)}\n\n${margin}`
  return [...made.edits, { file: code.path, start: made.anchor.start, end: made.anchor.start, text }]
}

/** `if (req.headers.get('Authorization') !== …) return …`, before anything else. */
function serverOnly({ handler, fn, opening, request }: EdgeFunction): readonly Edit[] | undefined {
  const { code } = handler
  const first = opening.statements[0] as Node
  const refusal = refusalIn(code, fn, first, { status: 401, says: 'Unauthorized' })
  if (!refusal) return undefined
  const { indent } = code.style
  const q = (text: string): string => quoted(code.style, text)
  const margin = indentAt(code, first.start)
  const known = findNodes(
    code,
    one =>
      one.type === 'VariableDeclarator' &&
      one.init !== null &&
      /^Deno\.env\.get\(["']SUPABASE_SERVICE_ROLE_KEY["']\)!?$/.test(textOf(code, one.init as Node)),
  )
    .filter(one => code.parents.get(code.parents.get(one)!)?.type === 'Program')
    .flatMap(one => nameOf(one.id) ?? [])[0]
  const key = known ?? `Deno.env.get(${q('SUPABASE_SERVICE_ROLE_KEY')})`
  const text = `if (${request}.headers.get(${q('Authorization')}) !== \`Bearer \${${key}}\`) {\n${margin}${indent}${refusal.replaceAll('\n', `\n${indent}`)}\n${margin}}\n\n${margin}`
  return [{ file: code.path, start: first.start, end: first.start, text }]
}
