import { library, type LibraryValue, type Value } from '../value.js'

/** What a validation library has been told of a value, whichever library it is. */
export type Schema =
  /** `rest`: whether keys that it does not name are dropped, let through, or refused. */
  | { readonly kind: 'object'; readonly shape: ReadonlyMap<string, Schema>; readonly rest: Rest }
  | { readonly kind: 'list'; readonly of: Schema }
  | { readonly kind: 'record'; readonly of: Schema }
  | { readonly kind: 'either'; readonly of: readonly Schema[] }
  | { readonly kind: 'both'; readonly of: readonly Schema[] }
  /** One value, with the word that says more of it than the library's name: `number`, `enum`, `uuid`. */
  | { readonly kind: 'leaf'; readonly as?: string }
  /** Lets anything through. */
  | { readonly kind: 'any' }
  /** Code of the app that changes the value after, or before, it was checked. */
  | { readonly kind: 'changed'; readonly of: Schema; readonly by: Value; readonly before?: true }
  | { readonly kind: 'later'; readonly of: () => Schema }
  /** A whole row of a table whose columns are not known here, without the keys named. */
  | { readonly kind: 'row'; readonly without: readonly string[] }

export type Rest = 'dropped' | 'passed' | 'refused'

export const LEAF: Schema = { kind: 'leaf' }
export const ANY: Schema = { kind: 'any' }
export const leaf = (as: string): Schema => ({ kind: 'leaf', as })
const SIGNED_AS = 'signed number'
/** A number of any size on either side of zero, until something asks for more. */
export const SIGNED: Schema = leaf(SIGNED_AS)
/** After something else was asked of it, which may be that it is no less than nothing. */
export const bounded = (schema: Schema): Schema => (schema.kind === 'leaf' && schema.as === SIGNED_AS ? leaf('number') : schema)
export const isBelowZero = (least: Value | undefined): boolean =>
  least?.k === 'literal' && typeof least.value === 'number' && least.value < 0
/** One of several values: `staff enum` where an administrator's role is one of them, as far as they are known. */
export const choice = (...of: readonly (Value | undefined)[]): Schema => leaf(of.some(holdsStaff) ? 'staff enum' : 'enum')

/** Whether a list, or an `enum`, names the administrator. */
export function holdsStaff(value: Value | undefined): boolean {
  switch (value?.k) {
    case 'literal':
      return typeof value.value === 'string' && /^(?:role_)?(?:super[ _-]?)?(?:admin(?:istrator)?|superuser|root)$/i.test(value.value)
    case 'list':
      return value.items.some(holdsStaff)
    case 'object':
      return [...value.props.values()].some(holdsStaff)
    default:
      return false
  }
}

export const objectSchema = (shape: Iterable<readonly [string, Schema]>, rest: Rest): Schema => ({
  kind: 'object',
  shape: new Map(shape),
  rest,
})

/** A schema as a value of the app. `name` is the library's. */
export const schemaValue = (name: string, schema: Schema): LibraryValue => library(`${name}:schema`, 'schema', { schema, by: name })

/** The schema in a value, and whose it is. */
export function schemaOf(value: Value | undefined): { readonly schema: Schema; readonly by: string } | undefined {
  if (value?.k !== 'library' || value.data['schema'] === undefined || value.path !== 'schema') return undefined
  return { schema: value.data['schema'] as Schema, by: String(value.data['by']) }
}

/** `{ email: z.string() }` as a shape; what is not a schema counts as a value that is looked at. */
export function shapeOf(value: Value | undefined): Map<string, Schema> {
  const shape = new Map<string, Schema>()
  if (value?.k !== 'object') return shape
  for (const [key, inner] of value.props) shape.set(key, schemaOf(inner)?.schema ?? LEAF)
  return shape
}

/** The object inside wrappers. */
export function innerObject(schema: Schema): (Schema & { kind: 'object' }) | undefined {
  if (schema.kind === 'object') return schema
  if (schema.kind === 'changed') return innerObject(schema.of)
  return schema.kind === 'later' ? innerObject(schema.of()) : undefined
}
