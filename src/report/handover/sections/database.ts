import { isOpen } from '#triage/finding'
import { absent, type Block, head, type HandoverSection, type Pair, text, word } from '../block.js'
import { code, plural, some } from '../count.js'
import { addedIn, filesOf } from '../diff.js'
import type { HandoverInput } from '../input.js'
import { changes } from './boundaries.js'
import { speedBlocks } from './speed.js'

/** Row rules, indexes, and what queries cost. */
export function databaseSection(input: HandoverInput): HandoverSection {
  const { tables, app } = input.after
  if (tables.length === 0)
    return {
      id: 'database',
      title: 'Database',
      note: '0',
      blocks: [
        absent(
          `No table was found${app.databases.length > 0 ? `, though ${app.databases.join(', ')} is used: its schema is not in the repository` : ' and no database is used'}. Rules and indexes could not be looked at.`,
        ),
      ],
    }
  return {
    id: 'database',
    title: 'Database',
    note: String(tables.length),
    blocks: [head('Rules'), ...rules(input), head('Indexes'), ...indexes(input), head('What queries cost'), ...costs(input)],
  }
}

function rules(input: HandoverInput): readonly Block[] {
  const ruled = input.after.tables.filter(table => table.rowRules !== 'not-applicable')
  const changed = changes(input, finding => finding.area === 'rules')
  if (ruled.length === 0) {
    const owned = input.after.tables.filter(table => table.owner !== undefined).map(table => code(table.name))
    return [
      absent(
        `${input.after.app.databases.join(', ') || 'This database'} is used without row rules: what a route asks for it gets. ${owned.length > 0 ? `So the rows of ${some(owned)} are kept apart by code alone.` : ''}`.trim(),
      ),
      ...changed,
    ]
  }
  const old = new Map(input.before.tables.map(table => [table.name, table]))
  return [
    {
      kind: 'table',
      label: 'Row rules',
      head: ['Table', 'Rules before', 'Rules now', 'Policies', 'Owner'],
      rows: ruled.map(table => {
        const was = old.get(table.name)?.rowRules ?? '–'
        return [
          code(table.name),
          was === 'off' ? word('off', 'bad') : was,
          table.rowRules === 'off' ? word('off', 'bad') : word('on', 'good'),
          `${old.get(table.name)?.policies ?? 0} → ${table.policies}`,
          table.owner === undefined ? 'none seen' : code(table.owner),
        ]
      }),
    },
    ...changed,
  ]
}

function indexes(input: HandoverInput): readonly Block[] {
  const made = input.repairs
    .filter(repair => repair.finding.check === 'performance/missing-index')
    .map(({ title, diff, finding }) => `${title}${finding.route === undefined ? '' : ` (${code(finding.route)})`}${statementOf(diff)}`)
  const open = input.after.findings
    .filter(finding => isOpen(finding) && INDEX.test(finding.check))
    .map(finding => `Open: ${finding.message}`)
  if (made.length + open.length === 0)
    return [absent(`No query of the ${plural(input.before.routes.length, 'route')} was found to miss an index.`)]
  return [{ kind: 'list', items: [...made, ...open] }]
}

const INDEX = /^performance\/.*index$/

/** The statement that makes the index; where the schema alone has it, that line. */
function statementOf(diff: string): string {
  const lines = filesOf(diff).flatMap(file => addedIn(file).map(line => ({ file: file.file, line: line.trim() })))
  const found =
    lines.find(({ line }) => /create\s+(?:unique\s+)?index/i.test(line)) ?? lines.find(({ line }) => /@@index|index\(/i.test(line))
  const declared = lines.find(({ line }) => /\bindex: true\b/.test(line))
  if (found) return `: ${code(found.line)} in ${code(found.file)}`
  return declared ? `: ${code('index: true')} in ${code(declared.file)}` : ''
}

function costs(input: HandoverInput): readonly Block[] {
  const { queries } = input.facts
  const steps = [...input.before.findings, ...input.repairs.map(repair => repair.finding)]
  const counted = [...new Map(steps.map(finding => [finding.id, finding])).values()].flatMap(finding =>
    (finding.evidence ?? []).flatMap(one =>
      one.steps.flatMap(step => {
        if (step.kind !== 'measure' || step.unit !== 'statements') return []
        const again = input.repairs
          .find(repair => repair.finding.id === finding.id)
          ?.after.flatMap(after => after.steps)
          .find(after => after.kind === 'measure' && after.unit === 'statements')
        const after = step.after ?? (again?.kind === 'measure' ? (again.after ?? again.before) : undefined)
        return [{ label: finding.route ?? step.what, before: step.before, ...(after !== undefined && { after }) }]
      }),
    ),
  )
  const slow = queries.toSorted((a, b) => b.before.ms - a.before.ms).slice(0, 8)
  const blocks: Block[] = [...speedBlocks(input.before.speed, input.after.speed)]
  if (slow.length > 0) {
    const pairs = slow.map((query): Pair => ({
      label: query.route ?? query.table,
      before: query.before.ms,
      ...(query.after && { after: query.after.ms }),
    }))
    blocks.push(
      text(
        `Measured on a throw-away database with ${slow[0]!.rows.toLocaleString('en-US')} rows in its largest table; the median of warm runs${slow.some(query => query.after) ? ', without and with the index' : ''}.`,
      ),
      { kind: 'pairs', label: 'Time of a query', unit: 'ms', rows: pairs },
      {
        kind: 'table',
        label: 'Plans',
        head: ['Query', 'Rows read', 'Plan', 'Index'],
        rows: slow.map(query => [
          code(query.route ?? query.table),
          query.after ? `${query.before.rowsRead} → ${query.after.rowsRead}` : String(query.before.rowsRead),
          query.after ? `${query.before.plan} → ${query.after.plan}` : query.before.plan,
          query.index === undefined ? 'none helps' : code(query.index),
        ]),
      },
    )
  }
  if (counted.length > 0)
    blocks.push(text('Statements that one request sends to the database, counted on the running copy:'), {
      kind: 'pairs',
      label: 'Statements of one request',
      unit: 'statements',
      rows: counted,
    })
  const load = input.before.checklist.find(answer => answer.question.includes('p95'))
  if (slow.length === 0 && !input.before.speed)
    blocks.push(
      absent(`Queries were not timed in this run${load ? `: ${load.evidence}` : '.'} p50, p95 and p99 under load are not claimed here.`),
    )
  return blocks
}
