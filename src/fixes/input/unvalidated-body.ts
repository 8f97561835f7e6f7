import type { Route } from '#model/app-model'
import { nameOf as routeName, routeNamed } from '#model/read/route'
import type { Source } from '#source/source'
import { dotted, nameOf, type Node } from '#source/tree'
import { bindingsOf } from '../code/bindings.js'
import { type Code, findNodes, indentAt, openCode, statementAround, textOf } from '../code/code.js'
import type { Wanted } from '../code/imports.js'
import { quoted } from '../code/style.js'
import { defineFix, type Edit } from '../fix.js'
import { wantedFor } from '../idiom/apply-guard.js'
import { openBody } from '../idiom/query.js'
import { refusalIn } from '../idiom/edge-refusal.js'
import { refusal } from '../idiom/refusal.js'
import { withSchema } from '../idiom/schema.js'
import { leastOf, shapeOf } from '../idiom/shape.js'
import { bodyFields, inPlace, shapeFor } from './body-in-place.js'
import { typedFields } from './typed-fields.js'

export default defineFix({
  id: 'input/unvalidated-body',
  for: ['input/unvalidated-body'],
  title: 'Parses the body with a schema first',
  *patches({ finding, model, source }) {
    const route = routeNamed(model.routes, finding.route)
    const handler = openBody(route, source)
    if (!route || !handler?.fn) return
    const { code, fn } = handler
    const taken = findNodes(
      code,
      node =>
        node.type === 'VariableDeclarator' &&
        /^(?:ObjectPattern|Identifier)$/.test((node.id as Node).type) &&
        isBody(code, node.init as Node | null),
      fn,
    )
    const [declared, ...others] = taken
    if (!declared) {
      const patch = inPlace(handler, finding, model, source)
      if (patch) yield patch
      return
    }
    const fields = fieldsIn(code, fn, declared.id as Node)
    if (others.length > 0 || !fields?.size) return
    const typed = typedFields(code, declared)
    const text = textOf(code, fn)
    const shapes = [...fields].map(([field, said]) => {
      const isRequired = new RegExp(`!\\s*${said}\\b`).test(text)
      // What the code makes a number of has to be one: else the database is asked for `NaN`.
      if (new RegExp(`\\b(?:Number|parseInt|parseFloat)\\(\\s*${said}\\s*[,)](?!\\s*(?:\\|\\||\\?))`).test(text))
        return `${field}: z.coerce.number()${leastOf(field)}`
      if (isReckonedWith(text, said)) return `${field}: z.coerce.number()${leastOf(field)}`
      const known = typed.get(field)
      if (known) return `${field}: ${isRequired ? known : optional(known)}`
      if (new RegExp(`JSON\\.stringify\\(\\s*${said}\\s*[,)]`).test(text))
        return `${field}: ${isRequired ? KEPT_WHOLE : optional(KEPT_WHOLE)}`
      const isList = new RegExp(`\\b${said}\\.(?:map|reduce|forEach|filter|every|some)\\(|\\bof ${said}\\b`).test(text)
      const inner = new RegExp(`\\b${said}(?:!|\\?)?\\.(?!${METHODS})\\w|\\b${said}\\s+as\\s+(?:[A-Z{[(]|\\w+\\[)|\\.\\.\\.${said}\\b`)
      // What has an inside of its own is not described by its name.
      const isDeep = !isList && (inner.test(text) || finding.message.includes(`\`body.${field}.`))
      const inside = bodyFields(route).get(field)
      if (inside && inside.size > 0 && (isDeep || isList)) return `${field}: ${shapeFor([field], inside, { code, fn, route, model })}`
      return `${field}: ${shapeOf(field, route, model, isRequired, isDeep ? 'object' : isList ? 'list' : 'value')}`
    })
    // A schema that takes anything looks at nothing.
    if (shapes.every(shape => shape.endsWith('z.any()'))) return
    for (const way of [byHelper(code, declared, source), byHand(code, fn, declared, route, source)]) {
      const made = way && withSchema(code, handler.call ?? fn, route, shapes, way.imports, source)
      if (!way || !made) continue
      yield {
        title: `Look at what ${routeName(route)} is sent`,
        says: `\`${routeName(route)}\` answers 400 where ${[...fields.keys()].map(field => `\`${field}\``).join(', ')} ${fields.size === 1 ? 'is' : 'are'} not of the kind that it stores.`,
        edits: [...made.edits, ...way.edits(made.name)],
        files: [],
        ...(made.dependencies && { dependencies: made.dependencies }),
      }
    }
  },
})

/** What is stored as the JSON that it is. */
const KEPT_WHOLE = 'z.union([z.string().max(10000), z.record(z.string(), z.unknown()), z.array(z.unknown()).max(500)])'

/** `amount * 100`, with nothing that takes its place where it is missing. */
const isReckonedWith = (text: string, said: string): boolean =>
  new RegExp(`[*/]\\s*${said}\\b(?!\\s*(?:\\?|\\|\\|))|(?<![\\w.])${said}\\s*[*/](?![*/])`).test(text) &&
  !new RegExp(`\\b${said}\\s*=[^=]`).test(text)

/** Browser code may leave out what its author calls needed, and nobody noticed so far. */
const optional = (shape: string): string => (shape.endsWith('.nullish()') ? shape : `${shape}.nullish()`)

/** What is asked of a text or a list. */
const METHODS =
  'length|trim|to[A-Z]\\w+|split|replace\\w*|includes|startsWith|endsWith|slice|substring|match|normalize|pad\\w+|charAt|indexOf|at\\b|map|filter|reduce|forEach|some|every|join'

/** What is taken out of the body, where all of it is said by name: each field with what the code calls it, as a pattern. */
function fieldsIn(code: Code, fn: Node, id: Node): ReadonlyMap<string, string> | undefined {
  if (id.type === 'ObjectPattern') return fieldsOfPattern(id)
  const fields = new Map<string, string>()
  for (const use of findNodes(code, node => node.type === 'Identifier' && node.name === id.name && node.start !== id.start, fn)) {
    const member = code.parents.get(use)!
    if (member.type === 'MemberExpression' && member.property === use && member.computed !== true) continue
    if (member.type === 'Property' && member.key === use && member.value !== use) continue
    // `const { name, email } = body`
    const pattern = member.type === 'VariableDeclarator' && member.init === use ? fieldsOfPattern(member.id as Node) : undefined
    if (pattern) for (const [field, said] of pattern) fields.set(field, said)
    if (pattern) continue
    const above = code.parents.get(member)!
    const isWritten = above.type === 'AssignmentExpression' && above.left === member
    if (member.type !== 'MemberExpression' || member.object !== use || member.computed === true || isWritten) return undefined
    fields.set(nameOf(member)!, `${nameOf(id)!}\\.${nameOf(member)!}`)
  }
  return fields
}

function fieldsOfPattern(id: Node): ReadonlyMap<string, string> | undefined {
  const properties = id.type === 'ObjectPattern' ? (id.properties as Node[]) : undefined
  return properties?.every(one => one.type === 'Property' && isName(one.value as Node))
    ? new Map(properties.map(one => [nameOf(one)!, calledIn(one.value as Node)]))
    : undefined
}

const calledIn = (node: Node): string => nameOf(node.type === 'AssignmentPattern' ? node.left : node)!

/** `limit`, and `limit = 10`. */
const isName = (node: Node): boolean =>
  node.type === 'Identifier' || (node.type === 'AssignmentPattern' && (node.left as Node).type === 'Identifier')

const isBody = (code: Code, init: Node | null): boolean => init !== null && BODY.test(textOf(code, bodyIn(init)))

const BODY = /^(?:await\s+)?(?:req|request|c\.req|ctx\.request)\.(?:body|json\(\))$/

/** `(await req.json()) as Order` without what it is said to be. */
const bodyIn = (init: Node): Node =>
  /^(?:TSAsExpression|ParenthesizedExpression)$/.test(init.type) ? bodyIn(init.expression as Node) : init

interface Way {
  readonly imports: readonly Wanted[]
  edits(schema: string): readonly Edit[]
}

/** `await parseBody(req, schema)`, as other handlers have it. */
function byHelper(code: Code, declared: Node, source: Source): Way | undefined {
  const init = declared.init as Node
  const request = /(req|request)\./.exec(textOf(code, init))?.[1]
  for (const file of source.files) {
    if (file.kind !== 'code' || !/\b(?:parse|validate)\w*\(\s*(?:req|request)\s*,/.test(file.text())) continue
    const other = openCode(source, file.path)
    const call =
      other &&
      findNodes(
        other,
        node =>
          node.type === 'CallExpression' &&
          /^(?:parse|validate)\w*$/.test(dotted(node.callee) ?? '') &&
          (node.arguments as Node[]).length === 2 &&
          /^(?:req|request)$/.test(nameOf((node.arguments as Node[])[0]) ?? '') &&
          /schema|body|input/i.test(nameOf((node.arguments as Node[])[1]) ?? ''),
      )[0]
    const name = call && nameOf(call.callee)
    const wanted = name && wantedFor([name], other, code)
    if (name && wanted && request)
      return {
        imports: wanted,
        edits: schema => [{ file: code.path, start: init.start, end: init.end, text: `await ${name}(${request}, ${schema})` }],
      }
  }
  return undefined
}

/** A function of Deno answers as it does elsewhere: with its helper, or with the headers that it has made. */
function ownAnswer(code: Code, fn: Node, statement: Node): string {
  const answer = refusalIn(code, fn, statement, { status: 400, says: 'Invalid input' })
  if (answer === undefined) return `return new Response(${quoted(code.style, 'Bad request')}, { status: 400 })${code.style.semi}`
  const { indent } = code.style
  const margin = indentAt(code, statement.start)
  const isShort = !answer.includes('\n') && margin.length + answer.length < 76
  return isShort ? answer : `{\n${margin}${indent}${answer.replaceAll('\n', `\n${indent}`)}\n${margin}}`
}

/** What its author says it is, the value goes on to be called. */
function saidType(code: Code, declared: Node): string {
  const annotated = ((declared.id as Node).typeAnnotation as Node | null | undefined)?.typeAnnotation as Node | undefined
  const init = declared.init as Node
  const type = annotated ?? (init.type === 'TSAsExpression' ? (init.typeAnnotation as Node) : undefined)
  return type ? ` as ${textOf(code, type)}` : ''
}

/** Parsed in place, and answered with 400 in the framework's way. */
function byHand(code: Code, fn: Node, declared: Node, route: Route, source: Source): Way | undefined {
  const statement = statementAround(code, declared)
  const init = declared.init as Node
  const text = textOf(code, bodyIn(init))
  if (!statement || !/^(?:next|express|supabase)$/.test(route.framework)) return undefined
  const said = `{ error: ${quoted(code.style, 'Invalid input')} }`
  const isNext = bindingsOf(code).has('NextResponse')
  const answer =
    route.framework === 'express'
      ? refusal(code, fn, nameOf((fn.params as Node[])[1]) ?? 'res', 400, 'Invalid input', source)
      : route.framework === 'supabase'
        ? undefined
        : `${isNext ? 'NextResponse' : 'Response'}.json(${said}, { status: 400 })`
  const margin = indentAt(code, statement.start)
  const { semi } = code.style
  const refused = route.framework === 'supabase' ? ownAnswer(code, fn, statement) : `return ${answer}${semi}`
  const asked = (schema: string): string =>
    `const parsed = ${schema}.safeParse(${text})${semi}\n${margin}if (!parsed.success) ${refused}\n${margin}`
  // What is taken out below stays of the type that it had.
  if (route.framework === 'express')
    return {
      imports: [],
      edits: schema => [
        { file: code.path, start: statement.start, end: statement.start, text: `${asked(schema)}${text} = parsed.data${semi}\n${margin}` },
      ],
    }
  return {
    imports: [],
    edits: schema => [
      { file: code.path, start: statement.start, end: statement.start, text: asked(schema) },
      { file: code.path, start: init.start, end: init.end, text: `parsed.data${saidType(code, declared)}` },
    ],
  }
}
