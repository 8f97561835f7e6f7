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
      node => node.type === 'VariableDeclarator' && (node.id as Node).type === 'ObjectPattern' && isBody(code, node.init as Node | null),
      fn,
    )
    const [declared, ...others] = taken
    const properties = (declared?.id as Node | undefined)?.properties as Node[] | undefined
    if (
      !declared ||
      others.length > 0 ||
      !properties?.length ||
      properties.some(one => one.type !== 'Property' || (one.value as Node).type !== 'Identifier')
    )
      return
    const fields = properties.map(one => nameOf(one)!)
    const shapes = fields.map(
      field =>
        `${field}: ${shapeOf(field, route, model, new RegExp(`!\\s*${field}\\b`).test(textOf(code, fn)), new RegExp(`\\b${field}\\.(?:map|reduce|forEach|filter|every|some)\\(|\\bof ${field}\\b`).test(textOf(code, fn)))}`,
    )
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

const isBody = (code: Code, init: Node | null): boolean =>
  init !== null && /^(?:await\s+)?(?:req|request|c\.req|ctx\.request)\.(?:body|json\(\))$/.test(textOf(code, init))

/** The kind of a field: of the column that it is written to, else of its name. Lenient, so that no honest request fails. */
function shapeOf(field: string, route: Route, model: AppModel, isRequired: boolean, isList: boolean): string {
  const column = columnOf(field, route, model)
  const type = column?.type ?? ''
  const base =
    /^(?:int|integer|bigint|smallint|serial)/.test(type) || /(?:quantity|count|stock|cents)$/i.test(field)
      ? 'z.coerce.number().int()'
      : /numeric|decimal|float|double|real|money/.test(type) || /^(?:price|amount|total)$/i.test(field)
        ? 'z.coerce.number()'
        : /bool/.test(type)
          ? 'z.coerce.boolean()'
          : isList
            ? 'z.array(z.any()).max(500)'
            : /json|array|\[\]/.test(type) || (!column && /(?:data|options|address|meta\w*|settings|s)$/i.test(field))
              ? 'z.any()'
              : /^e-?mail$/i.test(field)
                ? 'z.string().email().max(254)'
                : /timestamp|date/.test(type)
                  ? 'z.coerce.date()'
                  : `z.string().max(${/description|body|message|content|text|note|bio|comment|html/i.test(field) ? 10000 : /password/i.test(field) ? 72 : 500})`
  return base === 'z.any()' || isRequired || column?.nullable === false ? base : `${base}.nullish()`
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
