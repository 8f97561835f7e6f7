/** What a schema of the app's validation library asks of one field. */
export interface Hint {
  readonly type: 'string' | 'number' | 'boolean' | 'array' | 'object' | 'date' | 'any'
  readonly optional: boolean
  readonly options: readonly (string | number)[]
  /** `email`, `uuid`, `url`, `datetime`, `date`, `int`, `cuid`. */
  readonly format: string | undefined
  readonly least: number | undefined
  readonly most: number | undefined
  readonly pattern: string | undefined
  readonly item?: Hint
  readonly fields?: ReadonlyMap<string, Hint>
}

export interface Schema {
  readonly name: string
  readonly file: string
  readonly fields: ReadonlyMap<string, Hint>
}

/** Every object schema of zod, valibot, yup and Joi that the app writes out, and its classes that check bodies. */
export type SchemaBook = readonly Schema[]

/** Nothing is asked of it. */
export const ANY: Hint = {
  type: 'any',
  optional: false,
  options: [],
  format: undefined,
  least: undefined,
  most: undefined,
  pattern: undefined,
}
