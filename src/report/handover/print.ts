import { evidenceList } from '../html/evidence.js'
import { markup, type Markup } from '../html/markup.js'
import type { Block, Cell, Fold, Pair, Stack, Tick } from './block.js'
import { rich } from './rich.js'

/** One block as HTML. */
export function printBlock(block: Block): Markup {
  switch (block.kind) {
    case 'text':
      return markup`<p class="text">${rich(block.text)}</p>`
    case 'head':
      return markup`<h3 class="sub">${block.text}</h3>`
    case 'absent':
      return markup`<p class="absent">${rich(block.text)}</p>`
    case 'list': {
      const items = block.items.map(item => markup`<li>${rich(item)}</li>`)
      return block.ordered ? markup`<ol class="plainlist numbered">${items}</ol>` : markup`<ul class="plainlist">${items}</ul>`
    }
    case 'ticks':
      return markup`<ul class="ticks">${block.items.map(tickItem)}</ul>`
    case 'table':
      return markup`<div class="scroll" tabindex="0" role="group" aria-label="${block.label}"><table class="records"><thead><tr>${block.head.map(name => markup`<th scope="col">${name}</th>`)}</tr></thead><tbody>${block.rows.map(row => rowOf(row, block.head))}</tbody></table></div>`
    case 'pairs':
      return pairs(block.label, block.unit, block.rows)
    case 'stacks':
      return stacks(block.label, block.rows)
    case 'tried':
      return markup`<div class="tried" data-when="${block.when}"><p class="when">${TRIED[block.when]}</p>${evidenceList([block.evidence], SAID[block.when])}</div>`
    case 'diff':
      return diff(block.text)
    case 'prompt':
      return markup`<p class="when">For your AI editor <button type="button" class="button small needs-script" data-copy="${block.id}">Copy the prompt</button></p><pre class="boxed ask" id="${block.id}" tabindex="0" role="group" aria-label="Prompt">${block.text}</pre>`
    case 'code':
      return markup`<p class="when">${block.label}</p><pre class="boxed" tabindex="0" role="group" aria-label="${block.label}">${block.text}</pre>`
    case 'fold':
      return fold(block)
  }
}

const TRIED = { before: 'Before the repair', after: 'After the repair, the same again', open: 'What happened when it was tried' } as const
const SAID = {
  open: { proved: 'It worked:', refuted: 'It was refused:', inconclusive: 'Undecided:' },
  before: { proved: 'It worked:', refuted: 'It was refused:', inconclusive: 'Undecided:' },
  after: { proved: 'It still works:', refuted: 'Refused now:', inconclusive: 'Undecided:' },
} as const

const wordOf = (cell: Cell): Markup =>
  typeof cell === 'string' ? rich(cell) : markup`<span class="word ${cell.tone}">${rich(cell.text)}</span>`

/** On a phone each cell stands under its own head. */
function rowOf([first, ...rest]: readonly Cell[], head: readonly string[]): Markup {
  return markup`<tr><th scope="row">${wordOf(first ?? '')}</th>${rest.map((cell, index) => markup`<td data-head="${head[index + 1] ?? ''}">${wordOf(cell)}</td>`)}</tr>`
}

const STATES: Readonly<Record<Tick['state'], readonly [string, string]>> = {
  done: ['✓', 'passed'],
  open: ['○', 'to do'],
  failed: ['✕', 'failed'],
  unknown: ['–', 'not walked'],
}

function tickItem({ state, text, says }: Tick): Markup {
  const [sign, words] = STATES[state]
  return markup`<li class="${state}"><span class="sign" aria-hidden="true">${sign}</span><span><span class="hidden">${words}: </span>${rich(text)}${says !== undefined && markup` <small>${rich(says)}</small>`}</span></li>`
}

function fold({ id, severity, title, aside, blocks }: Fold): Markup {
  return markup`<details class="fold-item" id="${id}"><summary>${severity !== undefined && markup`<span class="tag ${severity}">${severity}</span>`}<span class="what">${rich(title)}</span>${aside !== undefined && markup`<span class="aside">${aside}</span>`}</summary><div class="opened">${blocks.map(printBlock)}</div></details>`
}

/** The colour says what the sign at the line's start says. */
function diff(text: string): Markup {
  const lines = text
    .split('\n')
    .filter(line => !/^(?:index |diff --git |new file mode|deleted file mode|--- \/dev\/null|\+\+\+ \/dev\/null)/.test(line))
  const kind = (line: string): string =>
    /^(?:\+\+\+|---) /.test(line)
      ? 'file'
      : line.startsWith('@@')
        ? 'hunk'
        : line.startsWith('+')
          ? 'add'
          : line.startsWith('-')
            ? 'del'
            : 'same'
  const shown = lines.filter(line => !line.startsWith('--- ') || !lines.includes(`+++ b/${line.slice(6)}`)).slice(0, MOST_LINES)
  return markup`<p class="when">The change</p><pre class="boxed diff" tabindex="0" role="group" aria-label="The change">${shown.map(line => markup`<span class="${kind(line)}">${line.replace(/^(?:\+\+\+ b|--- a)\//, '')}\n</span>`)}${lines.length > MOST_LINES && markup`<span class="hunk">… ${lines.length - MOST_LINES} more lines in the commit</span>`}</pre>`
}

/** A generated lock file would drown the page. */
const MOST_LINES = 160

/** Green is repaired, red is left; the words beside it say both. */
function stacks(label: string, rows: readonly Stack[]): Markup {
  const most = Math.max(...rows.map(row => Math.max(row.found, row.done + row.left)), 1)
  const part = (value: number): string => ((value / most) * 100).toFixed(1)
  return markup`<div class="stacks" role="group" aria-label="${label}"><dl>${rows.map(({ severity, done, left, says }) => markup`<div><dt><span class="tag ${severity}">${severity}</span></dt><dd><svg viewBox="0 0 100 14" preserveAspectRatio="none" aria-hidden="true"><rect class="done" width="${part(done)}" height="14"/><rect class="left" x="${part(done)}" width="${part(left)}" height="14"/></svg></dd><dd class="sum">${says}</dd></div>`)}</dl></div>`
}

function pairs(label: string, unit: string, rows: readonly Pair[]): Markup {
  const most = Math.max(...rows.map(row => Math.max(row.before, row.after ?? 0)), 1)
  const bar = (value: number, name: string): Markup =>
    markup`<span class="bar-line ${name}"><svg viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true"><rect width="${Math.max(0.6, (value / most) * 100).toFixed(1)}" height="6" rx="1"/></svg><span>${figure(value)} ${unit} <i class="hidden">${name}</i></span></span>`
  return markup`<figure class="pairs"><figcaption>${label}: <span class="key before">before</span>${rows.some(row => row.after !== undefined) && markup`, <span class="key after">after</span>`}</figcaption><dl>${rows.map(row => markup`<div><dt><code>${row.label}</code></dt><dd>${bar(row.before, 'before')}${row.after !== undefined && bar(row.after, 'after')}</dd></div>`)}</dl></figure>`
}

export const figure = (value: number): string => value.toLocaleString('en-US', { maximumFractionDigits: value < 10 ? 1 : 0 })
