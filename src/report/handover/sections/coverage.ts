import { type Block, text } from '../block.js'
import { code, plural, some } from '../count.js'
import { filesOf } from '../diff.js'
import type { CoverageRow, HandoverInput } from '../input.js'

/** How much of what was touched was asked for again. */
export function coverageBlocks(input: HandoverInput): readonly Block[] {
  const rows = input.coverage ?? []
  const touched = [...new Set(input.repairs.flatMap(repair => filesOf(repair.diff).map(file => file.file)))]
  const sources = touched.filter(file => /\.[cm]?[jt]sx?$/.test(file))
  if (sources.length === 0) return [text('The repairs touched no code file.')]
  if (rows.length === 0)
    return [text(`The repairs touched ${plural(sources.length, 'code file')}. How many of their lines were run again was not measured.`)]
  const [lines, reached] = [sum(rows.map(row => row.lines)), sum(rows.map(row => row.reached))]
  const others = sources.filter(file => !rows.some(row => file.endsWith(row.file)))
  return [
    text(
      `The repairs touched ${plural(sources.length, 'code file')}. The requests that were made again ran ${shareOf({ lines, reached })} of the lines in their functions (${reached} of ${lines}).${others.length > 0 ? ` Not counted, because they run elsewhere than in the app’s server or hold no function: ${some(others.map(code), 5)}.` : ''}`,
    ),
    {
      kind: 'fold',
      id: 'coverage',
      title: 'File by file',
      blocks: [
        {
          kind: 'table',
          label: 'Lines that were run again, file by file',
          head: ['File', 'Run', 'Lines', 'First lines that were not'],
          rows: rows
            .toSorted((a, b) => a.reached / a.lines - b.reached / b.lines || a.file.localeCompare(b.file))
            .map(row => [code(row.file), { text: shareOf(row), tone: toneOf(row) }, `${row.reached} of ${row.lines}`, row.bare.join(', ')]),
        },
      ],
    },
  ]
}

/** Below this share a file asks for a look by somebody. */
const ENOUGH = 0.7

const toneOf = ({ lines, reached }: CoverageRow): 'good' | 'warn' => (reached / lines >= ENOUGH ? 'good' : 'warn')
const shareOf = ({ lines, reached }: Pick<CoverageRow, 'lines' | 'reached'>): string => `${Math.floor((reached / lines) * 100)} %`
const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0)
