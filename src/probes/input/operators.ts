import type { LabStatement } from '#lab/lab'

/** A text that no app has of its own. */
export const UNHEARD_OF = 'seaworthy-operator'

/** Whether the database was asked with the operator as it was sent: what picks rows, and not what is stored in them. */
export function isAskedWith(statements: readonly LabStatement[]): boolean {
  return statements.some(({ sql }) => {
    const [, text] = /^mongodb \S+ (\{[\s\S]*\})$/.exec(sql) ?? []
    if (text === undefined || !text.includes(UNHEARD_OF)) return false
    try {
      return conditionsOf(JSON.parse(text) as Command).some(one => holds(one))
    } catch {
      return false
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
