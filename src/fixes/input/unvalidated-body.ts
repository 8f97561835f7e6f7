import type { AppModel, Route } from '#model/app-model'
import { nameOf as routeName } from '#model/read/route'
import { fieldsOf, leaves } from '#model/read/terms'
import type { Source } from '#source/source'
import { dotted, nameOf, type Node } from '#source/tree'
import { bindingsOf } from '../code/bindings.js'
import { aboveComments, type Code, findNodes, indentAt, openCode, statementAround, textOf } from '../code/code.js'
import { importEdits, type Wanted } from '../code/imports.js'
import { quoted } from '../code/style.js'
import { defineFix, type Edit } from '../fix.js'
import { wantedFor } from '../idiom/apply-guard.js'
import { openHandler } from '../idiom/query.js'

export default defineFix({
  id: 'input/unvalidated-body',
  for: ['input/unvalidated-body'],
  title: 'Parses the body with a schema first',
  *patches({ finding, model, source }) {
    const route = model.routes.find(one => routeName(one) === finding.route)
    const handler = openHandler(route, source)
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
    const fields = declared && fieldsIn(code, fn, declared.id as Node)
    if (!declared || others.length > 0 || !fields?.length) return
    const before = (declared.id as Node).type === 'Identifier' ? `${nameOf(declared.id)!}\\.` : ''
    const shapes = fields.map(field => {
      const isRequired = new RegExp(`!\\s*${before}${field}\\b`).test(textOf(code, fn))
      const isList = new RegExp(`\\b${before}${field}\\.(?:map|reduce|forEach|filter|every|some)\\(|\\bof ${before}${field}\\b`).test(
        textOf(code, fn),
      )
      const inner = new RegExp(
        `\\b${before}${field}(?:!|\\?)?\\.(?!${METHODS})\\w|\\b${before}${field}\\s+as\\s+(?:[A-Z{[(]|\\w+\\[)|\\.\\.\\.${before}${field}\\b`,
      )
      // What has an inside of its own is not described by its name.
      const isDeep = !isList && (inner.test(textOf(code, fn)) || finding.message.includes(`\`body.${field}.`))
      return `${field}: ${shapeOf(field, route, model, isRequired, isDeep ? 'object' : isList ? 'list' : 'value')}`
    })
    // A schema that takes anything looks at nothing.
    if (shapes.every(shape => shape.endsWith('z.any()'))) return
    for (const way of [byHelper(code, declared, source), byHand(code, declared, route)]) {
      const made = way && withSchema(code, handler.call ?? fn, route, shapes, way.imports, source)
      if (!way || !made) continue
      yield {
        title: `Look at what ${routeName(route)} is sent`,
        says: `\`${routeName(route)}\` answers 400 where ${fields.map(field => `\`${field}\``).join(', ')} ${fields.length === 1 ? 'is' : 'are'} not of the kind that it stores.`,
        edits: [...made.edits, ...way.edits(made.name)],
        files: [],
        ...(made.dependencies && { dependencies: made.dependencies }),
      }
    }
  },
})

/** What is taken out of the body, where all of it is said by name. */
function fieldsIn(code: Code, fn: Node, id: Node): readonly string[] | undefined {
  if (id.type === 'ObjectPattern') {
    const properties = id.properties as Node[]
    return properties.every(one => one.type === 'Property' && (one.value as Node).type === 'Identifier')
      ? properties.map(one => nameOf(one)!)
      : undefined
  }
  const fields = new Set<string>()
  for (const use of findNodes(code, node => node.type === 'Identifier' && node.name === id.name && node.start !== id.start, fn)) {
    const member = code.parents.get(use)!
    if (member.type === 'MemberExpression' && member.property === use && member.computed !== true) continue
    if (member.type === 'Property' && member.key === use && member.value !== use) continue
    const above = code.parents.get(member)!
    const isWritten = above.type === 'AssignmentExpression' && above.left === member
    if (member.type !== 'MemberExpression' || member.object !== use || member.computed === true || isWritten) return undefined
    fields.add(nameOf(member)!)
  }
  return [...fields]
}

/** What is asked of a text or a list. */
const METHODS =
  'length|trim|to[A-Z]\\w+|split|replace\\w*|includes|startsWith|endsWith|slice|substring|match|normalize|pad\\w+|charAt|indexOf|at\\b|map|filter|reduce|forEach|some|every|join'

type Use = 'object' | 'list' | 'value'

const isBody = (code: Code, init: Node | null): boolean =>
  init !== null && /^(?:await\s+)?(?:req|request|c\.req|ctx\.request)\.(?:body|json\(\))$/.test(textOf(code, init))

/** The kind of a field: of the column that it is written to, else of its name. Lenient, so that no honest request fails. */
function shapeOf(field: string, route: Route, model: AppModel, isRequired: boolean, use: Use): string {
  const column = columnOf(field, route, model)
  const type = column?.type ?? ''
  const base = baseOf(field, type, column !== undefined, use)
  return base === 'z.any()' || isRequired || column?.nullable === false ? base : `${base}.nullish()`
}

function baseOf(field: string, type: string, isColumn: boolean, use: Use): string {
  if (/^(?:int|integer|bigint|smallint|serial)/.test(type) || /(?:quantity|count|stock|cents)$/i.test(field))
    return 'z.coerce.number().int()'
  if (/numeric|decimal|float|double|real|money/.test(type) || /^(?:price|amount|total)$/i.test(field)) return 'z.coerce.number()'
  // `'false'` out of a form is no `false` when it is coerced.
  if (/bool/.test(type)) return 'z.boolean()'
  if (use === 'list') return 'z.array(z.any()).max(500)'
  if (use === 'object') return 'z.any()'
  if (/json|array|\[\]/.test(type) || (!isColumn && /(?:data|options|address|meta\w*|settings|s)$/i.test(field))) return 'z.any()'
  if (/^e-?mail$/i.test(field)) return 'z.string().email().max(254)'
  if (/timestamp|date/.test(type)) return 'z.coerce.date()'
  const text = `z.string().max(${mostOf(field)})`
  if (isColumn || TEXT.test(field)) return text
  // What no column tells about may as well be a number, or anything else.
  return NUMBERED.test(field) ? `z.union([${text}, z.number()])` : 'z.any()'
}

const TEXT =
  /name|title|mail|phone|city|country|street|state|zip|postal|code|slug|url|link|token|password|descri|body|message|content|text|note|bio|comment|html|subject|query|prompt|question|image|photo|avatar|status|role|type|category|reason/i

const NUMBERED = /id$|at$|date|key|ref|number|rating|age$|page|size|year|time/i

/** Generous: a picture may come as text, a token is long, and a password is as long as somebody likes. */
function mostOf(field: string): number {
  if (/image|photo|picture|avatar|logo|file|base64|signature/i.test(field)) return 10_000_000
  if (/descri|body|message|content|text|note|bio|comment|html|token|url|link|prompt|question|query/i.test(field)) return 10_000
  return /password/i.test(field) ? 1000 : 500
}

function columnOf(field: string, route: Route, model: AppModel) {
  for (const effect of route.effects) {
    if (effect.kind !== 'query' || !effect.data) continue
    for (const [name, value] of fieldsOf(effect.data)) {
      const isIt = [...leaves(value)].some(
        leaf => leaf.kind === 'origin' && leaf.from === 'body' && leaf.path.length === 1 && leaf.path[0] === field,
      )
      const column = isIt
        ? model.tables.find(table => table.name === effect.table)?.columns.find(one => one.field === name || one.name === name)
        : undefined
      if (column) return column
    }
  }
  return undefined
}

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

/** Parsed in place, and answered with 400 in the framework's way. */
function byHand(code: Code, declared: Node, route: Route): Way | undefined {
  const statement = statementAround(code, declared)
  const init = declared.init as Node
  const text = textOf(code, init)
  if (!statement || !/^(?:next|express)$/.test(route.framework)) return undefined
  const said = `{ error: ${quoted(code.style, 'Invalid input')} }`
  const isNext = bindingsOf(code).has('NextResponse')
  const answer =
    route.framework === 'express'
      ? `res.status(400).json(${said})`
      : `${isNext ? 'NextResponse' : 'Response'}.json(${said}, { status: 400 })`
  const margin = indentAt(code, statement.start)
  const { semi } = code.style
  return {
    imports: [],
    edits: schema => [
      {
        file: code.path,
        start: statement.start,
        end: statement.start,
        text: `const parsed = ${schema}.safeParse(${text})${semi}\n${margin}if (!parsed.success) return ${answer}${semi}\n${margin}`,
      },
      { file: code.path, start: init.start, end: init.end, text: 'parsed.data' },
    ],
  }
}

function withSchema(
  code: Code,
  below: Node,
  route: Route,
  shapes: readonly string[],
  imports: readonly Wanted[],
  source: Source,
): { readonly edits: readonly Edit[]; readonly name: string; readonly dependencies?: Readonly<Record<string, string>> } | undefined {
  const word = route.path.split('/').findLast(part => /^[a-z][\w-]*$/i.test(part)) ?? 'input'
  const name = `${word.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase()).replace(/^./, first => first.toLowerCase())}Schema`
  const isDeno = /from\s+["'](?:npm:|https:\/\/)/.test(code.text)
  const known = specifiersOf(source).find(one => one.startsWith('npm:') === isDeno || !isDeno)
  const from = isDeno ? (known?.startsWith('npm:') ? known : 'npm:zod@3.25.76') : 'zod'
  const edits = importEdits(code, [{ name: 'z', kind: 'named', from }, ...imports])
  const top = topOf(code, below)
  if (!edits || !top || bindingsOf(code).has(name) || new RegExp(`\\b${name}\\b`).test(code.text)) return undefined
  const { indent, semi } = code.style
  const start = aboveComments(code, top.start)
  const text = `const ${name} = z.object({\n${shapes.map(one => `${indent}${one},\n`).join('')}})${semi}\n\n`
  const hasZod = isDeno || source.packages.some(one => 'zod' in one.dependencies)
  return { edits: [...edits, { file: code.path, start, end: start, text }], name, ...(!hasZod && { dependencies: { zod: '4.6.7' } }) }
}

const specifiersOf = (source: Source): readonly string[] =>
  source.files.flatMap(file => (file.kind === 'code' ? (/from\s+["']((?:npm:)?zod(?:@[\w.]+)?)["']/.exec(file.text())?.[1] ?? []) : []))

function topOf(code: Code, node: Node): Node | undefined {
  let top = node
  for (let parent = code.parents.get(top); parent && parent.type !== 'Program'; parent = code.parents.get(parent)) top = parent
  return code.parents.has(top) ? top : undefined
}
