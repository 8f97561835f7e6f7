import { literalOf, nameOf, type Node } from '#source/tree'
import { type Code, findNodes, textOf } from '../code/code.js'
import { leastOf } from '../idiom/shape.js'

/** Longest text that any field may hold: a type says nothing of that, and a picture may come as text. */
const LONGEST = 100_000

const NUMBER = 'z.coerce.number()'

/** What the author's own type says of each field of the body: `const { a, b }: Invitation = await req.json()`. */
export function typedFields(code: Code, declared: Node): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  for (const member of membersOf(code, typeOf(declared))) {
    const name = nameOf(member.key)
    const type = (member.typeAnnotation as Node | null | undefined)?.typeAnnotation as Node | undefined
    const shape = type && shapeOfType(code, type)
    const least = name && shape === NUMBER ? leastOf(name) : ''
    if (name && shape) found.set(name, `${shape}${least}${member.optional === true ? '.nullish()' : ''}`)
  }
  return found
}

/** The annotation of what is declared, or what its value is said to be. */
function typeOf(declared: Node): Node | undefined {
  const annotated = (declared.id as Node).typeAnnotation as Node | null | undefined
  if (annotated) return annotated.typeAnnotation as Node
  const init = declared.init as Node | null
  return init?.type === 'TSAsExpression' ? (init.typeAnnotation as Node) : undefined
}

/** Fields of a type that is written out, or declared in this file. */
function membersOf(code: Code, type: Node | undefined): readonly Node[] {
  if (!type) return []
  if (type.type === 'TSTypeLiteral') return (type.members as Node[]).filter(isField)
  if (type.type !== 'TSTypeReference' || type.typeArguments) return []
  const name = textOf(code, type)
  const made = findNodes(code, node => /^TS(?:Interface|TypeAlias)Declaration$/.test(node.type) && nameOf(node.id) === name)[0]
  if (!made || (made.extends as Node[] | undefined)?.length) return []
  return made.type === 'TSInterfaceDeclaration'
    ? ((made.body as Node).body as Node[]).filter(isField)
    : membersOf(code, made.typeAnnotation as Node)
}

const isField = (member: Node): boolean => member.type === 'TSPropertySignature' && member.computed !== true

/** Lenient, as a type is believed by nobody at run time: what it does not say plainly may be anything. */
function shapeOfType(code: Code, type: Node): string | undefined {
  switch (type.type) {
    case 'TSStringKeyword':
      return `z.string().max(${LONGEST})`
    case 'TSNumberKeyword':
      return NUMBER
    case 'TSBooleanKeyword':
      return 'z.boolean()'
    case 'TSArrayType': {
      const item = shapeOfType(code, type.elementType as Node)
      return `z.array(${item ?? 'z.any()'}).max(500)`
    }
    case 'TSUnionType':
      return ofUnion(code, type.types as Node[])
    default:
      return undefined
  }
}

function ofUnion(code: Code, types: readonly Node[]): string | undefined {
  const isNothing = (one: Node): boolean => /^TS(?:Null|Undefined)Keyword$/.test(one.type)
  const rest = types.filter(one => !isNothing(one))
  const texts = rest.map(one => (one.type === 'TSLiteralType' ? literalOf(one.literal as Node) : undefined))
  const [only, ...others] = rest
  const shape = texts.every(one => typeof one === 'string')
    ? `z.enum([${rest.map(one => textOf(code, one)).join(', ')}])`
    : only && others.length === 0
      ? shapeOfType(code, only)
      : undefined
  return shape && rest.length < types.length ? `${shape}.nullish()` : shape
}
