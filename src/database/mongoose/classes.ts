import type { Column, Index } from '../catalogue.js'
import type { CodeFile } from '../code.js'
import { bare, dotted, entry, isTrue, text, type Argument, type Expression, type SyntaxNode } from '../tree.js'
import type { SchemaDraft } from './schemas.js'

interface Decorated {
  readonly decorators?: readonly { readonly expression: Expression }[]
}

interface ClassNode extends Decorated {
  readonly start: number
  readonly id: { readonly name: string } | null
  readonly body: {
    readonly body: readonly (SyntaxNode & Decorated & { readonly key?: Expression; readonly typeAnnotation?: SyntaxNode })[]
  }
}

/** `@Schema() class Order { @Prop({ required: true }) total: number }`. https://docs.nestjs.com/techniques/mongodb#model-injection */
export function schemaOfClass(file: CodeFile, node: SyntaxNode): { readonly name: string; readonly draft: SchemaDraft } | undefined {
  const own = node as unknown as ClassNode
  const schema = calledOf(own, 'Schema')
  if (!schema || !own.id) return undefined
  const columns: Column[] = []
  const indexes: Index[] = []
  const refs = new Map<string, string>()
  for (const member of own.body.body) {
    const prop = calledOf(member, 'Prop')
    const name = member.key?.type === 'Identifier' ? member.key.name : undefined
    if (!prop || name === undefined) continue
    const at = file.placeAt(member.start)
    const options = bare(prop[0])
    const list = options?.type === 'ArrayExpression' ? options.elements[0] : undefined
    const given = (list && list.type !== 'SpreadElement' ? list : options) as Expression | undefined
    const option = (key: string): Expression | undefined => (given?.type === 'ObjectExpression' ? entry(given, key) : undefined)
    const annotated = file.text.slice(member.typeAnnotation?.start ?? 0, member.typeAnnotation?.end ?? 0).replace(/^\s*:\s*/, '')
    const type = (dotted(option('type')).at(-1) ?? annotated.replace(/\[\]$/, '')).toLowerCase()
    const unique = isTrue(option('unique'))
    columns.push({
      name,
      field: name,
      type: `${type}${list !== undefined || annotated.endsWith('[]') ? '[]' : ''}`,
      nullable: !isTrue(option('required')),
      hasDefault: option('default') !== undefined,
      unique,
      at,
    })
    const ref = text(option('ref')) ?? dotted(option('ref'))[0]
    if (ref) refs.set(name, ref)
    if (unique || isTrue(option('index')) || isTrue(option('sparse'))) indexes.push({ columns: [name], unique, partial: false, at })
  }
  return { name: own.id.name, draft: { file, start: own.start, columns, indexes, refs, options: schema[0] } }
}

/** Arguments of a decorator, where there is one of that name. */
function calledOf({ decorators }: Decorated, name: string): readonly Argument[] | undefined {
  for (const { expression } of decorators ?? []) {
    const call = bare(expression)
    if (call.type === 'CallExpression' && dotted(call.callee as Expression).at(-1) === name) return call.arguments
  }
  return undefined
}
