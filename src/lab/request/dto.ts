import { codeWith } from '#database/code'
import { bare, text, walkTree, type Expression, type SyntaxNode } from '#database/tree'
import type { Route } from '#model/app-model'
import type { Source } from '#source/source'
import { ANY, type Hint, type Schema } from './hint.js'

interface Named {
  readonly name?: string
}
interface TypeNode extends SyntaxNode {
  readonly typeName?: Named
  readonly elementType?: TypeNode
  readonly typeAnnotation?: TypeNode
}
interface Decorator {
  readonly expression: { readonly type: string; readonly callee?: Named; readonly arguments?: readonly Expression[] }
}
interface Member extends SyntaxNode {
  readonly key?: Named
  readonly optional?: boolean
  readonly decorators?: readonly Decorator[]
  readonly typeAnnotation?: TypeNode
}
/** A class, or a call that makes one of another. */
interface Above extends Named {
  readonly callee?: Named
  readonly arguments?: readonly Expression[]
}
interface ClassNode extends SyntaxNode {
  readonly id?: Named
  readonly superClass?: Above
  readonly body?: { readonly body: readonly Member[] }
}

/** What is known of all classes and enums while one is read. */
interface Known {
  readonly classes: ReadonlyMap<string, { readonly node: ClassNode; readonly file: string }>
  readonly enums: ReadonlyMap<string, readonly string[]>
}

const VALIDATES = /\bclass-validator\b|@nestjs\/(?:mapped-types|swagger)\b/

/** Classes by which Nest checks bodies, as schemas. Source: https://github.com/typestack/class-validator#validation-decorators */
export function readDtos(source: Source): readonly Schema[] {
  const classes = new Map<string, { node: ClassNode; file: string }>()
  for (const file of codeWith(source, VALIDATES))
    walkTree(file.program, node => {
      const { id } = node as ClassNode
      if (node.type === 'ClassDeclaration' && id?.name !== undefined) classes.set(id.name, { node: node as ClassNode, file: file.path })
    })
  if (classes.size === 0) return []
  const known = { classes, enums: enumsIn(source) }
  return [...classes].flatMap(([name, { file }]) => {
    const fields = fieldsOf(name, known)
    return fields.size > 0 ? [{ name, file, fields }] : []
  })
}

/** The class that the handler of the route declares its body to be: `@Body() order: CreateOrderDto`. */
export function bodyClass(route: Route, source: Source): string | undefined {
  const lines =
    source
      .file(route.at.file)
      ?.text()
      .split('\n')
      .slice(route.at.line - 1) ?? []
  const next = lines.findIndex((line, at) => at > 0 && /^\s*@(?:Get|Post|Put|Patch|Delete|All)\(/.test(line))
  const own = lines.slice(0, next === -1 ? 30 : next).join('\n')
  return /@Body\(\s*\)\s*(?:readonly\s+)?(?:\w+|\{[^}]*\})\s*\??:\s*(\w+)/.exec(own)?.[1]
}

function enumsIn(source: Source): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, readonly string[]>()
  for (const file of codeWith(source, /\benum\s+\w+/))
    for (const [, name, body] of file.text.matchAll(/\benum\s+(\w+)\s*\{([^}]*)\}/g))
      found.set(
        name!,
        [...body!.matchAll(/=\s*['"]([^'"]+)['"]/g)].map(([, value]) => value!),
      )
  return found
}

function fieldsOf(name: string, known: Known, depth = 0): Map<string, Hint> {
  const node = known.classes.get(name)?.node
  if (!node || depth > 4) return new Map()
  const fields = inherited(node.superClass, known, depth)
  for (const member of node.body?.body ?? [])
    if (member.type === 'PropertyDefinition' && member.key?.name !== undefined && (member.decorators ?? []).length > 0)
      fields.set(member.key.name, hintOf(member, known, depth))
  return fields
}

/** `CreateDto`, `PartialType(CreateDto)`, `OmitType(CreateDto, ['role'])`. Source: https://docs.nestjs.com/techniques/validation#mapped-types */
function inherited(above: Above | undefined, known: Known, depth: number): Map<string, Hint> {
  if (!above || depth > 4) return new Map()
  if (above.callee === undefined) return above.name === undefined ? new Map() : fieldsOf(above.name, known, depth + 1)
  const [of, listed] = above.arguments ?? []
  const all = inherited(of as unknown as Above | undefined, known, depth + 1)
  const names = listed?.type === 'ArrayExpression' ? listed.elements.map(one => text(one as Expression)) : []
  if (above.callee.name === 'PartialType') return new Map([...all].map(([name, hint]) => [name, { ...hint, optional: true }]))
  if (above.callee.name === 'PickType') return new Map([...all].filter(([name]) => names.includes(name)))
  return new Map(above.callee.name === 'OmitType' ? [...all].filter(([name]) => !names.includes(name)) : all)
}

const FORMATS: Readonly<Record<string, string>> = {
  IsEmail: 'email',
  IsUUID: 'uuid',
  IsUrl: 'url',
  IsDateString: 'datetime',
  IsISO8601: 'datetime',
}
const TYPES: Readonly<Record<string, Hint['type']>> = {
  IsString: 'string',
  IsNumber: 'number',
  IsInt: 'number',
  IsPositive: 'number',
  IsDecimal: 'string',
  IsBoolean: 'boolean',
  IsArray: 'array',
  IsObject: 'object',
  IsDate: 'date',
  TSStringKeyword: 'string',
  TSNumberKeyword: 'number',
  TSBooleanKeyword: 'boolean',
  TSArrayType: 'array',
}

function hintOf({ decorators = [], optional = false, typeAnnotation }: Member, known: Known, depth: number): Hint {
  const calls = decorators.map(({ expression }) => ({ name: expression.callee?.name ?? '', args: expression.arguments ?? [] }))
  const declared = typeAnnotation?.typeAnnotation
  const has = (name: string) => calls.some(one => one.name === name)
  const argument = (pattern: RegExp, at = 0): Expression | undefined => bare(calls.find(({ name }) => pattern.test(name))?.args[at])
  const number = (pattern: RegExp, at = 0): number | undefined => {
    const found = argument(pattern, at)
    return found?.type === 'Literal' && typeof found.value === 'number' ? found.value : undefined
  }
  const chosen = argument(/^(?:IsEnum|IsIn)$/)
  const pattern = argument(/^Matches$/)
  const inner = (declared?.elementType ?? declared)?.typeName?.name
  const fields = inner === undefined ? undefined : fieldsOf(inner, known, depth + 1)
  const own: Hint = {
    ...ANY,
    type:
      calls.map(({ name }) => TYPES[name]).find(one => one !== undefined) ??
      TYPES[declared?.type ?? ''] ??
      (fields?.size ? 'object' : 'string'),
    optional: optional || has('IsOptional'),
    options:
      chosen?.type === 'ArrayExpression'
        ? chosen.elements.flatMap(one => text(one as Expression) ?? [])
        : (chosen?.type === 'Identifier' && known.enums.get(chosen.name)) || [],
    format: calls.map(({ name }) => FORMATS[name]).find(one => one !== undefined),
    least: number(/^(?:Min|MinLength|Length|ArrayMinSize)$/) ?? (has('IsPositive') ? 1 : undefined),
    most: number(/^(?:Max|MaxLength)$/) ?? number(/^Length$/, 1),
    pattern: pattern?.type === 'Literal' && 'regex' in pattern && pattern.regex ? pattern.regex.pattern : undefined,
    ...(fields?.size && { fields }),
  }
  return own.type === 'array' ? { ...own, item: fields?.size ? { ...ANY, type: 'object', fields } : { ...ANY, type: 'string' } } : own
}
