import type { LabStatement } from '#lab/lab'

/** A text that no app has of its own. */
export const UNHEARD_OF = 'seaworthy-operator'
/** The same in the form of a key of MongoDB: a condition on one takes no other text. */
export const UNHEARD_OF_KEY = '5ea5ea5ea5ea5ea5ea5ea5ea'
const MARKS: ReadonlySet<unknown> = new Set([UNHEARD_OF, UNHEARD_OF_KEY])

/** Whether the database was asked with the operator as it was sent: what picks rows, and not what is stored in them; `of` that column, where it is named. */
export const isAskedWith = (statements: readonly LabStatement[], of?: string): boolean =>
  conditionsIn(statements).some(one => (of === undefined ? holds(one) : holdsAt(one, of)))

/** Whether it was asked with what becomes of an operator when a text is made of it. */
export const isAskedAsText = (statements: readonly LabStatement[]): boolean =>
  conditionsIn(statements).some(one => JSON.stringify(one ?? '').includes(String({})))

function conditionsIn(statements: readonly LabStatement[]): readonly unknown[] {
  return statements.flatMap(({ sql }) => {
    const [, text] = /^mongodb \S+ (\{[\s\S]*\})$/.exec(sql) ?? []
    try {
      return text === undefined ? [] : conditionsOf(JSON.parse(text) as Command)
    } catch {
      return []
    }
  })
}

type Command = Readonly<Record<string, unknown>>

const conditionsOf = (command: Command): readonly unknown[] => [
  command['filter'],
  command['query'],
  ...listed(command['updates']).map(one => one['q']),
  ...listed(command['deletes']).map(one => one['q']),
  ...listed(command['pipeline']).map(one => one['$match']),
]

const listed = (value: unknown): readonly Command[] => (Array.isArray(value) ? (value as Command[]) : [])

/** `{ $eq: { $ne: … } }` compares with the object: nothing was made of it. */
function holds(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(holds)
  if (typeof value !== 'object' || value === null) return false
  return Object.entries(value).some(([name, inner]) => (name === '$ne' && MARKS.has(inner)) || (name !== '$eq' && holds(inner)))
}

/** A path in a document is named whole. */
function holdsAt(value: unknown, column: string): boolean {
  if (Array.isArray(value)) return value.some(one => holdsAt(one, column))
  if (typeof value !== 'object' || value === null) return false
  return Object.entries(value).some(([name, inner]) => (name === column ? holds(inner) : holdsAt(inner, column)))
}
