import type { Run } from '../plugin.js'
import { type FunctionValue, library, type LibraryValue, object, textOf, UNDEFINED, UNKNOWN, type Value } from '../value.js'
import { type Field, parseSdl, ROOTS, type Sdl } from './sdl.js'
import { argumentsOf, projected } from './values.js'

/** A query or a mutation that anybody who reaches the server can ask for. */
export interface Operation {
  readonly name: string
  readonly resolver: FunctionValue
  /** `root`: a method of the root value, handed the arguments first; `field`: handed the parent first. */
  readonly style: 'root' | 'field'
  readonly field: Field | undefined
  readonly sdl: Sdl | undefined
}

/** What a schema was made from. */
export interface SchemaData {
  readonly sdl: Sdl | undefined
  readonly resolvers: Value
}

export const schemaValue = (data: SchemaData): LibraryValue =>
  library('graphql:schema', 'schema', data as unknown as Record<string, unknown>)

/** Definitions as one text, a tagged template, or a list of either. */
export function sdlOf(value: Value | undefined): Sdl | undefined {
  const text = textIn(value)
  return text === undefined ? undefined : parseSdl(text)
}

function textIn(value: Value | undefined): string | undefined {
  if (value?.k === 'list') {
    const parts = value.items.map(textIn)
    return parts.every(part => part !== undefined) ? parts.join('\n') : undefined
  }
  return value?.k === 'library' && value.library === 'graphql:sdl' ? String(value.data['text']) : textOf(value)
}

/** Operations of what a server is made with: `schema` and `rootValue`, or `typeDefs` and `resolvers`. */
export function operationsOf(run: Run, options: Value): Operation[] {
  const schema = run.get(options, 'schema')
  const made = schema.k === 'library' && schema.library === 'graphql:schema' ? (schema.data as unknown as SchemaData) : undefined
  const sdl = made?.sdl ?? sdlOf(run.get(options, 'typeDefs'))
  const resolvers = made && made.resolvers !== UNDEFINED ? made.resolvers : run.get(options, 'resolvers')
  return [...fieldsOf(run, resolvers, sdl), ...methodsOf(run.get(options, 'rootValue'), sdl)]
}

function fieldsOf(run: Run, resolvers: Value, sdl: Sdl | undefined): Operation[] {
  if (resolvers.k === 'list') return resolvers.items.flatMap(one => fieldsOf(run, one, sdl))
  return (sdl?.roots ?? ROOTS).flatMap(root => {
    const of = run.get(resolvers, root)
    return of.k === 'object' ? [...of.props].flatMap(([name, value]) => operation(name, resolverIn(run, value), 'field', sdl) ?? []) : []
  })
}

/** `{ resolve(parent, args) {} }` and `{ subscribe, resolve }` are resolvers as well. */
const resolverIn = (run: Run, value: Value): Value => (value.k === 'object' ? run.get(value, 'resolve') : value)

const methodsOf = (root: Value, sdl: Sdl | undefined): Operation[] =>
  root.k === 'object' ? [...root.props].flatMap(([name, value]) => operation(name, value, 'root', sdl) ?? []) : []

function operation(name: string, resolver: Value, style: Operation['style'], sdl: Sdl | undefined): Operation | undefined {
  if (resolver.k !== 'function') return undefined
  return { name, resolver, style, field: sdl?.roots.map(root => sdl.types.get(root)?.get(name)).find(Boolean), sdl }
}

/** Runs one operation as a request for it would, and answers with what its type lets out. */
export function runOperation(run: Run, { resolver, style, field, sdl }: Operation, request: LibraryValue, context: Value): void {
  const at = { file: resolver.file, line: resolver.fact.l }
  const args = argumentsOf(field, sdl)
  const told = contextOf(run, context, request, at)
  const answer = run.call(resolver, style === 'root' ? [args, told, UNKNOWN] : [UNKNOWN, args, told, UNKNOWN], at)
  run.emit({ kind: 'respond', how: 'json', status: undefined, body: projected(run, answer, field?.type, sdl) }, at)
}

/** Express-graphql hands on the request itself; the others what a function makes of it. */
function contextOf(run: Run, context: Value, request: LibraryValue, at: { readonly file: string; readonly line: number }): Value {
  if (context.k === 'function')
    return run.call(
      context,
      [
        object([
          ['req', request],
          ['request', request],
          ['res', library('http:response', 'res', { request })],
        ]),
      ],
      at,
    )
  return context.k === 'object' ? context : request
}
