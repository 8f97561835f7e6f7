import type { Place, TrailStep } from '#base/place'
import type { Finding } from '#triage/finding'
import { placeKey, type Frames } from '../frame.js'
import { markup, type Markup, placeCode, prose } from './markup.js'

/** Lines of one file, with what to say under some of them. */
interface Excerpt {
  readonly file: string
  readonly start: number
  readonly lines: readonly string[]
  readonly notes: readonly TrailStep[]
}

/** The code on the way to the fault, step by step; steps that stand close share one excerpt. */
export function framesFor({ at, trail }: Finding, frames: Frames): Markup {
  const steps = trail.some(step => placeKey(step.at) === placeKey(at)) ? trail : [...trail, { at, label: '' }]
  const excerpts: Excerpt[] = []
  for (const step of steps) {
    const { start = step.at.line, lines = [] } = frames[placeKey(step.at)] ?? {}
    const next: Excerpt = { file: step.at.file, start, lines, notes: [step] }
    const joined = excerpts.length > 0 ? join(excerpts.at(-1)!, next) : undefined
    if (joined) excerpts[excerpts.length - 1] = joined
    else excerpts.push(next)
  }
  return markup`<div class="frames">${excerpts.map(excerpt => figure(excerpt, at))}</div>`
}

/** Two excerpts of one file that overlap or touch, as one. */
function join(a: Excerpt, b: Excerpt): Excerpt | undefined {
  if (a.file !== b.file || a.lines.length === 0 || b.lines.length === 0) return undefined
  const [first, second] = a.start <= b.start ? [a, b] : [b, a]
  if (second.start > first.start + first.lines.length) return undefined
  const lines = [...first.lines, ...second.lines.slice(Math.max(0, first.start + first.lines.length - second.start))]
  return { file: a.file, start: first.start, lines, notes: [...a.notes, ...b.notes] }
}

function figure({ file, start, lines, notes }: Excerpt, fault: Place): Markup {
  if (lines.length === 0)
    return markup`<ul class="steps">${notes.map(({ at, label }) => markup`<li>${placeCode(at)} ${prose(label)}</li>`)}</ul>`
  const line = (text: string, index: number): Markup => {
    const number = start + index
    const here = notes.filter(note => note.at.line === number)
    const labels = here.map(note => note.label).filter(label => label !== '')
    const tone = here.length === 0 ? '' : placeKey({ file, line: number }) === placeKey(fault) ? ' hit fault' : ' hit'
    return markup`<span class="line${tone}"><i>${number}</i>${text}
</span>${labels.map(
      label => markup`<span class="note${tone}">${prose(label)}
</span>`,
    )}`
  }
  return markup`<figure><figcaption>${file}</figcaption><pre tabindex="0" role="group" aria-label="${file}"><code>${lines.map(line)}</code></pre></figure>`
}
