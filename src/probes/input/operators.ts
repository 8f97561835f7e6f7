import type { LabStatement } from '#lab/lab'

/** A text that no app has of its own. */
export const UNHEARD_OF = 'seaworthy-operator'

/** Whether the database was asked with the operator as it was sent: what picks rows, and not what is stored in them. */
export const isAskedWith = (statements: readonly LabStatement[]): boolean => conditionsIn(statements).some(holds)

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
  return Object.entries(value).some(([name, inner]) => (name === '$ne' && inner === UNHEARD_OF) || (name !== '$eq' && holds(inner)))
}
