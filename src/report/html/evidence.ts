import { ACTORS, type Evidence, type EvidenceStep } from '#base/evidence'
import { markup, type Markup, prose } from './markup.js'

/** What experiments showed of one finding, to be checked by whoever doubts it. */
export function evidenceList(evidence: readonly Evidence[], words: Readonly<Record<Evidence['verdict'], string>> = WORDS): Markup {
  return markup`${evidence.map(
    one => markup`<div class="evidence" data-verdict="${one.verdict}">
  <p><span class="verdict-word">${words[one.verdict]}</span> ${prose(sentence(one.says))}${one.because !== undefined && markup` ${prose(sentence(one.because))}`}</p>
  ${one.steps.length > 0 && markup`<ol class="steps">${one.steps.map(step => markup`<li>${stepOf(step)}</li>`)}</ol>`}
</div>`,
  )}`
}

const WORDS: Readonly<Record<Evidence['verdict'], string>> = { proved: 'Proved:', refuted: 'Refuted:', inconclusive: 'Tried:' }

function stepOf(step: EvidenceStep): Markup {
  switch (step.kind) {
    case 'request':
      return markup`<span class="who">${ACTORS[step.actor]}</span> <code>${step.method} ${step.path}</code>
<pre tabindex="0" role="group" aria-label="Request and answer">${[...headerLines(step.headers), ...(step.body === undefined ? [] : [step.body])].join('\n')}${step.body !== undefined || step.headers !== undefined ? '\n\n' : ''}${step.status === 0 ? 'no answer' : `→ ${step.status}`}\n${step.answer}</pre>`
    case 'statement':
      return markup`<span class="who">${ACTORS[step.actor]}</span> ${step.error !== undefined ? `was told: ${step.error}` : step.rows !== undefined ? `${step.rows} ${step.rows === 1 ? 'row' : 'rows'}` : ''}<pre tabindex="0" role="group" aria-label="Statement">${step.sql}</pre>`
    case 'rows':
      return markup`<code>${step.table}</code> before: ${step.before}; after: ${step.after}`
    case 'call':
      return markup`<span class="who">${step.service}</span> was called: <code>${step.operation}</code> ${step.says}`
    case 'measure':
      return markup`${step.what}: ${figure(step.before)} ${step.unit}${step.after !== undefined && markup` → ${figure(step.after)} ${step.unit}`}`
    case 'note':
      return markup`${step.says}`
  }
}

const headerLines = (headers: Readonly<Record<string, string>> = {}): readonly string[] =>
  Object.entries(headers).flatMap(([name, value]) => (value === '' ? [] : [`${name}: ${value}`]))
const figure = (value: number): string => value.toLocaleString('en-US', { maximumFractionDigits: 1 })
export const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?…]$/.test(text) ? '' : '.'}`
