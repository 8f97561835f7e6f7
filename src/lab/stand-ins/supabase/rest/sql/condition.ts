import type { Condition, Operation, Test } from '../parse/condition.js'
import { embedNamed, type Embed, type Reading } from '../plan/plan.js'
import { isSingle } from '../plan/relations.js'
import { columnType, fieldSql } from './field.js'
import { arrayLiteral, identifier, type Values } from './text.js'

export function conditionSql(reading: Reading, condition: Condition, values: Values): string {
  if (condition.kind === 'test') return testSql(reading, condition, values)
  const parts = condition.parts.map(part => conditionSql(reading, part, values))
  return `${condition.not ? 'not ' : ''}(${parts.join(` ${condition.joins} `)})`
}

export function whereSql(reading: Reading, values: Values, more: readonly string[] = []): string {
  const parts = [...more, ...reading.conditions.map(condition => conditionSql(reading, condition, values))]
  return parts.length > 0 ? ` where ${parts.join(' and ')}` : ''
}

function testSql(reading: Reading, test: Test, values: Values): string {
  const embed = test.field.path.length === 0 ? embedNamed(reading, test.field.name) : undefined
  const not = test.not ? 'not ' : ''
  if (embed && test.operation.kind === 'is' && /null$/.test(test.operation.value)) {
    return `${not}(${emptiness(embed)} is ${test.operation.value === 'null' ? 'not distinct' : 'distinct'} from null)`
  }
  return `${not}(${operationSql(reading, test, test.operation, values)})`
}

/** What is null when nothing is embedded. */
function emptiness(embed: Embed): string {
  const label = identifier(embed.label)
  return isSingle(embed.relation) ? label : `${label}.${label}`
}

function operationSql(reading: Reading, test: Test, operation: Operation, values: Values): string {
  const field = fieldSql(reading, test.field, values)
  switch (operation.kind) {
    case 'compare':
      return `${field} ${operation.operator} ${values.add(pattern(operation.operator, operation.value))}`
    case 'quantified':
      return `${field} ${operation.operator} ${operation.each} (${values.add(pattern(operation.operator, operation.value))})`
    case 'in':
      return `${field} = any (${values.add(arrayLiteral(operation.values))})`
    case 'is':
      return `${field} is ${operation.value.replace('_', ' ')}`
    case 'search': {
      const language =
        operation.language === undefined || operation.language === '' ? '' : `${values.text(operation.language)}::regconfig, `
      const type = columnType(reading, test.field.name)
      const searched = type === 'tsvector' || type === undefined ? field : `to_tsvector(${language}${field})`
      return `${searched} @@ ${operation.make}(${language}${values.add(operation.value)})`
    }
  }
}

const pattern = (operator: string, value: string) => (operator.endsWith('like') ? value.replaceAll('*', '%') : value)
