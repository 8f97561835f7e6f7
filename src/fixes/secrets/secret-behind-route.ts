import type { AppModel, Route } from '#model/app-model'
import type { Source } from '#source/source'
import { literalOf, nameOf, type Node } from '#source/tree'
import { above, type Code, findNodes, indentAt, statementAround, textOf } from '../code/code.js'
import { importEdits } from '../code/imports.js'
import { quoted } from '../code/style.js'
import { defineFix, type Edit } from '../fix.js'
import { isReachedPublicly } from '../idiom/function-callers.js'
import { openHandler, propertyOf } from '../idiom/query.js'
import { refusal } from '../idiom/refusal.js'
import { type SecretCall, secretCall } from './browser-secret.js'
import { withoutConstant, withoutExample } from './client-variable.js'

export default defineFix({
  id: 'secrets/secret-behind-route',
  for: ['secrets/secret-in-browser'],
  title: 'Makes the call that needs a secret in a route of the server',
  *patches({ finding, model, source }) {
    const variable = /^(\w+) exposed$/.exec(finding.key)?.[1]
    const asked = variable === undefined ? undefined : secretCall(variable, finding.at.file, source)
    const path = `/api/${asked?.name}`
    // Whoever has not signed in would be refused.
    if (!asked || model.routes.some(one => one.path === path) || isReachedPublicly(asked.code.path, source, new Set())) return
    const browser = asking(asked, path)
    const server = browser && answering(asked, path, model, source)
    if (!browser || !server) return
    yield {
      title: `Ask ${/https:\/\/([\w.-]+)/.exec(textOf(asked.code, asked.call))?.[1] ?? 'the service'} from the server`,
      says: `The browser asks \`POST ${path}\`, which has the secret in \`${asked.variable}\` and answers whoever is signed in. The old one was in the code of every visitor: revoke it at its issuer.`,
      edits: [...server, ...browser, ...withoutConstant(asked), ...withoutExample(variable!, source, asked.variable)],
      files: [],
      environment: { [asked.variable]: `Read in ${server[0]!.file}` },
    }
  },
})

/** The address of the own route, no secret, and only what the server does not know. */
function asking({ code, call, takes, secret }: SecretCall, path: string): readonly Edit[] | undefined {
  const [url, options] = call.arguments as Node[]
  const [method, headers, body] = ['method', 'headers', 'body'].map(name => propertyOf(options, name)?.value as Node | undefined)
  const [sent] = body?.type === 'CallExpression' && textOf(code, body.callee as Node) === 'JSON.stringify' ? (body.arguments as Node[]) : []
  if (literalOf(method) !== 'POST' || headers?.type !== 'ObjectExpression' || !sent || !url) return undefined
  const own = (headers.properties as Node[]).find(one => one.start <= secret.start && secret.end <= one.end)
  if (!own && (secret.start < url.start || secret.end > url.end)) return undefined
  const names = `{ ${[...takes.keys()].join(', ')} }`
  const edit = (start: number, end: number, text: string): Edit => ({ file: code.path, start, end, text })
  return [
    edit(url.start, url.end, quoted(code.style, path)),
    ...(own ? [without(code, own, headers)] : []),
    ...(textOf(code, sent) === names ? [] : [edit(sent.start, sent.end, names)]),
  ]
}

function without(code: Code, property: Node, object: Node): Edit {
  const parts = object.properties as Node[]
  const index = parts.indexOf(property)
  const [start, end] = index > 0 ? [parts[index - 1]!.end, property.end] : [property.start, parts[1]?.start ?? property.end]
  return { file: code.path, start, end, text: '' }
}

/** A route below another that asks for a session, written as that one is. */
function answering(asked: SecretCall, path: string, model: AppModel, source: Source): readonly Edit[] | undefined {
  for (const route of examples(model)) {
    const handler = openHandler(route, source)
    const statement = handler?.call && statementAround(handler.code, handler.call)
    const names = ((handler?.fn?.params as Node[] | undefined) ?? []).map(one => nameOf(one))
    const [request, response, next] = names
    if (!handler?.fn || !statement || statement.expression !== handler.call || !request || !response) continue
    const { code, fn, call } = handler
    const passes = next !== undefined && new RegExp(`\\bcatch \\((\\w+)\\) \\{\\s*${next}\\(\\1\\)`).test(textOf(code, fn))
    const imports = importEdits(code, [{ name: 'z', kind: 'named', from: 'zod' }])
    if (!passes || !imports || !source.packages.some(one => 'zod' in one.dependencies)) continue
    const { semi, indent } = code.style
    const margin = indentAt(code, statement.start)
    const said = (status: number, text: string): string => refusal(code, fn, response, status, text, source)
    const takes = [...asked.takes]
    const head = code.text.slice(call!.start, fn.start).replace(/\.\w+\(\s*(["'`])[^"'`]*\1/, `.post(${quoted(code.style, path)}`)
    const answer = isReadByClient(asked) ? `${response}.json(await answer.json())` : `${response}.sendStatus(204)`
    const lines = [
      `${head}async (${names.join(', ')}) => {`,
      `${indent}try {`,
      ...(takes.length > 0
        ? [
            `${indent.repeat(2)}const result = z.object({ ${takes.map(([name, shape]) => `${name}: ${shape}`).join(', ')} }).safeParse(${request}.body)${semi}`,
            `${indent.repeat(2)}if (!result.success) return ${said(400, 'Invalid input')}${semi}`,
            `${indent.repeat(2)}const { ${takes.map(([name]) => name).join(', ')} } = result.data${semi}`,
          ]
        : []),
      `${indent.repeat(2)}const answer = await ${relaid(asked, indent)}${semi}`,
      `${indent.repeat(2)}if (!answer.ok) return ${said(502, 'This is not available right now')}${semi}`,
      `${indent.repeat(2)}${answer}${semi}`,
      `${indent}} catch (error) {`,
      `${indent.repeat(2)}${next}(error)${semi}`,
      `${indent}}`,
      `})${semi}`,
    ]
    const text = `\n\n${margin}${lines.join('\n').replaceAll('\n', `\n${margin}`)}`
    return [{ file: code.path, start: statement.end, end: statement.end, text }, ...imports]
  }
  return undefined
}

/** The last one of the file that has most routes: what is added stands below. */
function examples({ routes }: AppModel): readonly Route[] {
  const count = (file: string): number => routes.filter(one => one.at.file === file).length
  return routes
    .filter(one => isExample(one) && !/admin/i.test(`${one.path} ${one.at.file}`))
    .toSorted((a, b) => count(b.at.file) - count(a.at.file) || b.at.line - a.at.line)
}

/** Whoever is signed in may call it, and nobody else. */
const isExample = (route: Route): boolean =>
  route.framework === 'express' && route.auth === 'session' && !route.unreached && route.kind !== 'webhook' && route.limiter === undefined

/** The request as the server makes it, at the depth of a handler's `try`. */
function relaid(asked: SecretCall, indent: string): string {
  const from = indentAt(asked.code, asked.call.start)
  return asked
    .said(`process.env.${asked.variable}`)
    .split('\n')
    .map((line, index) => (index === 0 ? line : indent.repeat(2) + line.slice(from.length)))
    .join('\n')
}

/** Whether the page looks at more than whether it worked. */
function isReadByClient({ code, call, fn }: SecretCall): boolean {
  const declarator = [...above(code, call)].find(one => one.type === 'VariableDeclarator')
  const name = declarator && nameOf(declarator.id)
  return (
    name !== undefined &&
    findNodes(code, node => node.type === 'MemberExpression' && nameOf(node.object) === name, fn).some(one => nameOf(one) !== 'ok')
  )
}
