import type { Session } from '#database/engine/database'
import type { Measured } from './trials.js'

interface PlanNode {
  readonly 'Node Type': string
  readonly 'Relation Name'?: string
  readonly 'Index Name'?: string
  readonly 'Actual Rows'?: number
  readonly 'Actual Loops'?: number
  readonly 'Rows Removed by Filter'?: number
  readonly 'Rows Removed by Index Recheck'?: number
  readonly Plans?: readonly PlanNode[]
}

interface Explained {
  readonly Plan: PlanNode
  readonly 'Execution Time'?: number
}

export interface PlanRead extends Measured {
  /** Indexes that the plans use. */
  readonly indexes: readonly string[]
}

/** Runs each statement until it is warm, and gives the median statement's figures, or those of the slowest. */
export async function measure(session: Session, statements: readonly string[], slowest = false): Promise<PlanRead> {
  const measured: PlanRead[] = []
  for (const sql of statements) {
    const first = await explain(session, sql, true)
    const times = [first.ms]
    // What is quick is also restless; what takes seconds is not much quicker warm, and there is more to measure.
    const more = first.ms < 20 ? 5 : first.ms < 200 ? 3 : 1
    for (let n = 0; n < more; n++) times.push((await explain(session, sql, true)).ms)
    measured.push({ ...first, ms: median(times.slice(1)) })
    // What goes through a whole large table does so whatever it looks for.
    if (first.ms > 100 && /^Seq Scan|, Seq Scan|Parallel Seq Scan/.test(first.plan)) break
  }
  const told = measured.toSorted((a, b) => a.ms - b.ms)[slowest ? measured.length - 1 : Math.floor((measured.length - 1) / 2)]!
  // What is found often and what is found rarely are found by different ones.
  return { ...told, indexes: [...new Set(measured.flatMap(plan => plan.indexes))] }
}

export const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)] ?? 0

/** The plan alone, or with what it did. */
export async function explain(session: Session, sql: string, analyze: boolean): Promise<PlanRead> {
  const options = analyze ? 'analyze, buffers, timing off, format json' : 'format json'
  const { rows } = await session.query<Record<string, unknown>>(`explain (${options}) ${sql}`)
  const [answer] = Object.values(rows[0] ?? {})
  const [explained] = (typeof answer === 'string' ? JSON.parse(answer) : answer) as [Explained]
  const nodes = [...nodesOf(explained.Plan)]
  const loops = (node: PlanNode) => node['Actual Loops'] ?? 1
  const rowsRead = nodes
    .filter(node => node['Relation Name'] !== undefined)
    .reduce(
      (sum, node) =>
        sum +
        ((node['Actual Rows'] ?? 0) + (node['Rows Removed by Filter'] ?? 0) + (node['Rows Removed by Index Recheck'] ?? 0)) * loops(node),
      0,
    )
  return {
    ms: explained['Execution Time'] ?? 0,
    plan: [...new Set(nodes.map(nameOf))].join(', '),
    rowsRead: Math.round(rowsRead),
    indexes: nodes.flatMap(node => node['Index Name'] ?? []),
  }
}

function* nodesOf(node: PlanNode): Generator<PlanNode> {
  yield node
  for (const inner of node.Plans ?? []) yield* nodesOf(inner)
}

const nameOf = (node: PlanNode): string =>
  [
    node['Node Type'],
    node['Index Name'] ? `by ${node['Index Name']}` : undefined,
    node['Relation Name'] ? `on ${node['Relation Name']}` : undefined,
  ]
    .filter(Boolean)
    .join(' ')
