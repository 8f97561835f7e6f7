import { ACTORS, type Evidence } from '#base/evidence'
import type { Block, Cell, HandoverSection } from './block.js'
import { firstPage } from './first.js'
import type { HandoverInput } from './input.js'
import { figure } from './print.js'
import { sectionsOf } from './sections/index.js'
import { identity } from '../verdict.js'

/** The handover for a repository, a wiki or a mail. */
export function handoverMarkdown(input: HandoverInput): string {
  const page = firstPage(input)
  const first = [
    `# ${line(input.before.app.name)}: ${page.headline}`,
    line(page.lead),
    `${line(identity(input.before))} · launch readiness **${page.scores.before} → ${page.scores.after}** of 100`,
    ...(page.harms.length > 0
      ? [
          '## What could have happened',
          page.harms
            .map(
              ({ finding, shown, became, alike }, index) =>
                `${index + 1}. **${line(finding.why)}** ${line(finding.message)} _${shown ? 'shown on a copy' : 'read in the code'}, ${became}${alike > 0 ? `, and ${alike} more of this kind` : ''}_`,
            )
            .join('\n'),
        ]
      : []),
    '## What is left, and who should do it',
    ...(page.left.length === 0
      ? ['Nothing.']
      : page.left.map(({ name, why, tasks }) => `**${name}.** ${line(why)}\n\n${tasks.map(task => `- ${line(task.text)}`).join('\n')}`)),
  ]
  return `${[...first, ...sectionsOf(input).flatMap(sectionLines)].join('\n\n')}\n`
}

const sectionLines = ({ title, intro, blocks }: HandoverSection): readonly string[] => [
  `## ${title}`,
  ...(intro === undefined ? [] : [line(intro)]),
  ...blocks.flatMap(linesOf),
]

function linesOf(block: Block): readonly string[] {
  switch (block.kind) {
    case 'text':
      return [line(block.text)]
    case 'head':
      return [`### ${block.text}`]
    case 'absent':
      return [`> ${line(block.text)}`]
    case 'list':
      return [block.items.map((item, index) => `${block.ordered ? `${index + 1}.` : '-'} ${line(item)}`).join('\n')]
    case 'ticks':
      return [
        block.items
          .map(
            ({ state, text, says }) =>
              `- [${state === 'done' ? 'x' : ' '}] ${line(text)}${state === 'failed' ? ' **failed**' : ''}${says === undefined ? '' : `: ${line(says)}`}`,
          )
          .join('\n'),
      ]
    case 'table':
      return [table(block.head, block.rows)]
    case 'pairs':
      return [
        table(
          [block.label, 'before', 'after'],
          block.rows.map(({ label, before, after }) => [
            `\`${label}\``,
            `${figure(before)} ${block.unit}`,
            after === undefined ? '–' : `${figure(after)} ${block.unit}`,
          ]),
        ),
      ]
    case 'stacks':
      return [
        table(
          ['Severity', 'Found', 'Repaired', 'Left'],
          block.rows.map(({ severity, found, done, left }) => [severity, String(found), String(done), String(left)]),
        ),
      ]
    case 'tried':
      return [tried(block.when, block.evidence)]
    case 'diff':
      return [fence('diff', block.text)]
    case 'prompt':
      return ['For your AI editor:', fence('', block.text)]
    case 'code':
      return [`${block.label}:`, fence('', block.text)]
    case 'fold':
      return [
        `### ${line(block.title)}`,
        [block.severity, block.aside].filter(Boolean).join(' · '),
        ...block.blocks.flatMap(linesOf),
      ].filter(Boolean)
  }
}

function tried(when: 'before' | 'after' | 'open', { says, because, steps }: Evidence): string {
  const rows = steps.flatMap(step => {
    if (step.kind === 'request')
      return [
        `  - ${ACTORS[step.actor]}: \`${step.method} ${step.path}\` → ${step.status === 0 ? 'no answer' : step.status}${step.answer ? ` ${quote(step.answer)}` : ''}`,
      ]
    if (step.kind === 'rows') return [`  - \`${step.table}\`: ${line(step.before)} → ${line(step.after)}`]
    if (step.kind === 'measure')
      return [
        `  - ${line(step.what)}: ${figure(step.before)} ${step.unit}${step.after === undefined ? '' : ` → ${figure(step.after)} ${step.unit}`}`,
      ]
    return []
  })
  return [
    `- **${when === 'before' ? 'Before' : when === 'after' ? 'After' : 'Tried'}:** ${line(says)}${because === undefined ? '' : ` (${line(because)})`}`,
    ...rows,
  ].join('\n')
}

const quote = (answer: string): string => `\`${answer.replaceAll('`', "'").replace(/\s+/g, ' ').slice(0, 120)}\``

/** Longer than any fence inside. */
function fence(language: string, text: string): string {
  const ticks = '`'.repeat(Math.max(3, ...[...text.matchAll(/`{3,}/g)].map(match => match[0].length + 1)))
  return `${ticks}${language}\n${text}\n${ticks}`
}

const table = (head: readonly string[], rows: readonly (readonly Cell[])[]): string =>
  [head, head.map(() => '---'), ...rows.map(row => row.map(cell => (typeof cell === 'string' ? cell : cell.text)))]
    .map(row => `| ${row.map(cell => line(cell).replaceAll('|', '\\|')).join(' | ')} |`)
    .join('\n')

/** One line, in which nothing of the app's own is taken for HTML. */
const line = (text: string): string =>
  text
    .replace(/\s+/g, ' ')
    .split(/(`[^`]+`)/)
    .map((part, index) => (index % 2 === 1 ? part : part.replaceAll('<', '&lt;')))
    .join('')
    .trim()
