/** A field of a GraphQL type: what it takes and what it gives, as the schema writes them (`[User!]!`). */
export interface Field {
  readonly args: ReadonlyMap<string, string>
  readonly type: string
}

/** Types of a schema by name, each with its fields; `enums` have none. */
export interface Sdl {
  readonly types: ReadonlyMap<string, ReadonlyMap<string, Field>>
  readonly enums: ReadonlySet<string>
}

/** Reads a schema written in GraphQL's own language, as far as types, inputs and enums go. https://spec.graphql.org/October2021/#sec-Type-System */
export function parseSdl(text: string): Sdl {
  const bare = text.replace(/"""[^]*?"""|#[^\n]*|"(?:\\.|[^"\\\n])*"/g, ' ')
  const types = new Map<string, Map<string, Field>>()
  for (const [, name, body] of bare.matchAll(/\b(?:type|input|interface)\s+(\w+)[^{}]*\{([^{}]*)\}/g)) {
    const fields = types.get(name!) ?? new Map<string, Field>()
    for (const [, field, args = '', type] of body!.matchAll(/(\w+)\s*(?:\(([^()]*)\))?\s*:\s*([[\]!\w]+)/g))
      fields.set(field!, { args: new Map([...args.matchAll(/(\w+)\s*:\s*([[\]!\w]+)/g)].map(([, key, of]) => [key!, of!])), type: type! })
    types.set(name!, fields)
  }
  return { types, enums: new Set([...bare.matchAll(/\benum\s+(\w+)/g)].map(([, name]) => name!)) }
}

/** `User` of `[User!]!`. */
export const bareType = (type: string): string => type.replace(/[[\]!]/g, '')
export const isList = (type: string): boolean => type.startsWith('[')
