import type { Evidence } from '#base/evidence'
import type { TrailStep } from '#base/place'
import { defineCheck } from '#checks/check'
import type { Rejection } from '#database/rehearsal/statement'

export default defineCheck({
  id: 'broken/rejected-statement',
  title: 'The code sends the database a statement that its schema always refuses',
  why: 'The order, booking or payment that the statement should record is never recorded, and nobody notices until a customer complains.',
  severity: 'high',
  refs: ['CWE-628', 'CWE-840'],
  needs: ['rejected'],
  *find({ rejected = [] }) {
    for (const [rejection, ...others] of grouped(rejected)) {
      const { statement, on, column } = rejection
      const who = statement.route === undefined ? 'The code' : `\`${statement.route}\``
      yield {
        at: statement.at,
        certainty: 'certain',
        severity: statement.does === 'select' && rejection.kind === 'mistyped-value' ? 'medium' : 'high',
        message: `${who} ${saidOf(rejection)}.`,
        help: helpFor(rejection),
        key: [
          ...(/^missing-(?:table|column|function)$/.test(rejection.kind) ? [] : [statement.route ?? statement.at.file, statement.does]),
          on,
          rejection.kind,
          column ?? '',
          rejection.value ?? '',
        ]
          .join(' ')
          .trim(),
        ...(statement.route === undefined ? {} : { route: statement.route }),
        ...(statement.table === undefined ? {} : { table: statement.table }),
        ...(others.length === 0 ? {} : { trail: [rejection, ...others].slice(0, 12).map(trailOf) }),
        data: {
          kind: rejection.kind,
          on,
          ...(column === undefined ? {} : { column }),
          ...(rejection.value === undefined ? {} : { value: rejection.value }),
        },
        evidence: evidenceOf(rejection),
      }
    }
  },
})

/** What is not there at all is mended once, however many statements miss it. */
function grouped(rejected: readonly Rejection[]): readonly (readonly [Rejection, ...Rejection[]])[] {
  const groups = new Map<string, [Rejection, ...Rejection[]]>()
  for (const [index, rejection] of rejected.entries()) {
    const { kind, on, column } = rejection
    const key = /^missing-(?:table|column|function)$/.test(kind) ? `${kind} ${on} ${column ?? ''}` : String(index)
    const group = groups.get(key)
    if (group) group.push(rejection)
    else groups.set(key, [rejection])
  }
  return [...groups.values()]
}

const trailOf = ({ statement }: Rejection): TrailStep => ({
  at: statement.at,
  label: statement.route === undefined ? 'and here' : `\`${statement.route}\``,
})

const VERBS = {
  select: 'reads',
  insert: 'adds to',
  update: 'changes',
  upsert: 'adds to',
  delete: 'deletes from',
  call: 'calls',
  text: 'asks for',
} as const

function saidOf({ kind, statement, on, column, value, wants, message }: Rejection): string {
  switch (kind) {
    case 'missing-table':
      return `${VERBS[statement.does]} \`${on}\`, a table that no migration creates`
    case 'missing-column':
      return statement.values.some(each => each.column === column)
        ? `writes \`${on}.${column}\`, a column that no migration creates`
        : `asks for \`${on}.${column}\`, a column that no migration creates`
    case 'missing-function':
      return wants === undefined
        ? `calls \`${on}()\`, a function that no migration creates`
        : `calls \`${on}()\` with arguments that it does not have`
    case 'forbidden-value':
      return `writes \`${shortened(value)}\` to \`${on}.${column}\`, which the schema forbids`
    case 'mistyped-value':
      return column === undefined
        ? `gives \`${on}\` a value of the wrong type`
        : `${statement.values.some(each => each.column === column) ? 'writes' : 'looks for'} \`${shortened(value)}\` ${statement.values.some(each => each.column === column) ? 'to' : 'in'} \`${on}.${column}\`, whose type has no such value`
    case 'missing-value':
      return `adds rows to \`${on}\` without \`${column}\`, which must not be empty and has no default`
    case 'generated-value':
      return `writes \`${on}.${column}\`, which the database computes itself`
    case 'no-unique-key':
      return `updates rows of \`${on}\` that are already there by \`${column ?? 'a key'}\`, but no unique key covers just that`
    case 'refused-text':
      return `sends a statement about \`${on}\` that the database refuses: ${message.replaceAll('`', "'").replace(/\.$/, '')}`
  }
}

function helpFor({ kind, on, column, wants, value }: Rejection): string {
  switch (kind) {
    case 'missing-table':
      return `Add a migration that creates \`${on}\`, or name the table that is meant.`
    case 'missing-column':
      return `Add \`${column}\` to \`${on}\` in a migration, or name the column that is meant.`
    case 'missing-function':
      return wants === undefined
        ? `Add a migration that creates \`${on}\`.`
        : `Call it with the arguments that it has: \`${shortened(wants, 200)}\`.`
    case 'forbidden-value':
      return value === 'null'
        ? `Write a value, or let the column be empty.`
        : `Write a value that the check allows (\`${shortened(wants, 200)}\`), or add \`${shortened(value)}\` to the check in a migration.`
    case 'mistyped-value':
      return `Write a value of the column's type${wants === undefined || wants === '' ? '' : ` (\`${shortened(wants, 200)}\`)`}, or change the type in a migration.`
    case 'missing-value':
      return `Write \`${column}\` as well, or give it a default in a migration.`
    case 'generated-value':
      return `Leave \`${column}\` out.`
    case 'no-unique-key':
      return `Add a unique constraint on \`${on}\` over these columns, or name the key that there is.`
    case 'refused-text':
      return 'Change the statement so that the database accepts it.'
  }
}

const shortened = (text = '', most = 60): string => {
  const plain = text.replaceAll('`', "'").replaceAll(/\s+/g, ' ')
  return plain.length > most ? `${plain.slice(0, most - 1)}…` : plain
}

/** The database's own error. */
const evidenceOf = ({ sql, code, message }: Rejection): Evidence => ({
  verdict: 'proved',
  by: 'statement',
  says: `In a throw-away copy of the database the statement failed: ${message} (${code}).`,
  steps: [{ kind: 'statement', actor: 'system', sql: sql.length > 600 ? `${sql.slice(0, 599)}…` : sql, error: message }],
})
