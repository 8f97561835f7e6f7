import { createRequire } from 'node:module'
import type { DefinitionNode, DocumentNode, FieldDefinitionNode, InputValueDefinitionNode, TypeNode } from 'graphql'

/** A field of a GraphQL type: what it takes and what it gives, as the schema writes them (`[User!]!`). */
export interface Field {
  readonly args: ReadonlyMap<string, string>
  readonly type: string
}

/** Types of a schema by name, each with its fields; `enums` have none. */
export interface Sdl {
  readonly types: ReadonlyMap<string, ReadonlyMap<string, Field>>
  readonly enums: ReadonlySet<string>
  /** The types whose fields are what can be asked for. */
  readonly roots: readonly string[]
}

export const ROOTS: readonly string[] = ['Query', 'Mutation', 'Subscription']

/** Reads a schema written in GraphQL's own language; none where it is not. https://spec.graphql.org/October2021/#sec-Type-System */
export function parseSdl(text: string): Sdl | undefined {
  const document = documentOf(text)
  if (!document) return undefined
  const types = new Map<string, Map<string, Field>>()
  const enums = new Set<string>()
  const roots: string[] = []
  for (const node of document.definitions) {
    if (node.kind === 'EnumTypeDefinition') enums.add(node.name.value)
    if (node.kind === 'SchemaDefinition' || node.kind === 'SchemaExtension')
      roots.push(...(node.operationTypes ?? []).map(({ type }) => type.name.value))
    const named = fieldsOf(node)
    if (named) types.set(named.name, new Map([...(types.get(named.name) ?? []), ...named.fields]))
  }
  return { types, enums, roots: roots.length ? roots : ROOTS }
}

function documentOf(text: string): DocumentNode | undefined {
  try {
    // Loaded with the first schema that is met: few apps have one.
    const { parse } = createRequire(import.meta.url)('graphql/language/parser') as { parse(source: string): DocumentNode }
    return parse(text)
  } catch {
    return undefined
  }
}

function fieldsOf(node: DefinitionNode): { readonly name: string; readonly fields: readonly (readonly [string, Field])[] } | undefined {
  switch (node.kind) {
    case 'ObjectTypeDefinition':
    case 'ObjectTypeExtension':
    case 'InterfaceTypeDefinition':
    case 'InterfaceTypeExtension':
    case 'InputObjectTypeDefinition':
    case 'InputObjectTypeExtension':
      return { name: node.name.value, fields: (node.fields ?? []).map(field => [field.name.value, fieldOf(field)]) }
    default:
      return undefined
  }
}

function fieldOf(node: FieldDefinitionNode | InputValueDefinitionNode): Field {
  const args = node.kind === 'FieldDefinition' ? (node.arguments ?? []) : []
  return { args: new Map(args.map(arg => [arg.name.value, written(arg.type)])), type: written(node.type) }
}

/** `[User!]!` */
function written(type: TypeNode): string {
  if (type.kind === 'NamedType') return type.name.value
  const inner = written(type.type)
  return type.kind === 'ListType' ? `[${inner}]` : `${inner}!`
}

/** `User` of `[User!]!`. */
export const bareType = (type: string): string => type.replace(/[[\]!]/g, '')
export const isList = (type: string): boolean => type.startsWith('[')
