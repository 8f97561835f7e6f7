import { markup, type Markup, placeCode, plural, prose } from '../html/markup.js'
import { identity } from '../verdict.js'
import { type FirstPage, firstPage, type Harm } from './first.js'
import type { HandoverInput } from './input.js'
import { rich } from './rich.js'

/** The first page. */
export function cover(input: HandoverInput): Markup {
  const page = firstPage(input)
  return markup`<header class="cover tone-${page.tone}" id="first">
  <p class="kicker"><b>${input.before.app.name}</b> ${identity(input.before)}</p>
  <div class="cover-grid"><div><h1>${page.headline}</h1><p class="lead">${rich(page.lead)}</p></div>${scores(page)}</div>
  <ul class="figures">${page.figures.map(({ number, says }) => markup`<li><b>${number}</b><span>${says}</span></li>`)}</ul>
</header>
${page.harms.length > 0 && markup`<section aria-labelledby="harms-title" class="harms-section"><h2 id="harms-title">What could have happened</h2><ol class="worst">${page.harms.map(harm)}</ol></section>`}
<section aria-labelledby="todo-title" class="todo-section"><h2 id="todo-title">What is left, and who should do it</h2>${
    page.left.length === 0
      ? markup`<p class="absent">Nothing. Deploy, and watch what the section on monitoring names.</p>`
      : markup`<div class="people">${page.left.map(
          ({ name, why, tasks }) =>
            markup`<div class="person"><h3>${name}</h3><p>${rich(why)}</p><ul>${tasks.map(task => markup`<li><a href="#${task.at}">${prose(task.text)}</a></li>`)}</ul></div>`,
        )}</div>`
  }</section>`
}

function harm({ finding, alike, shown, became, isOpen, at }: Harm): Markup {
  return markup`<li class="card"><p class="tags"><span class="word ${shown ? 'bad' : 'plain'}">${shown ? 'shown on a copy' : 'read in the code'}</span><span class="word ${isOpen ? 'warn' : 'good'}">${became}</span></p>
<h3><a href="#${at}">${prose(finding.why)}</a></h3>
<p>${prose(finding.message)}${alike > 0 && ` And ${plural(alike, 'more of this kind', 'more of this kind')}.`}</p>
<p class="place">${placeCode(finding.at)}</p></li>`
}

const WIDTH = 320

/** Both scores on one scale from 0 to 100; the words beside them say what they mean. */
function scores({ scores: { before, after }, tone }: FirstPage): Markup {
  const x = (value: number): string => (8 + (value / 100) * (WIDTH - 16)).toFixed(1)
  return markup`<div class="scores" role="group" aria-label="Launch readiness before and after">
  <p class="pair"><span class="before"><b>${before}</b><small>before</small></span><svg class="arrow" viewBox="0 0 24 24" aria-hidden="true"><path d="M4 12h15M13 6l6 6-6 6"/></svg><span class="after tone-${tone}"><b>${after}</b><small>now</small></span></p>
  <svg class="scale" viewBox="0 0 ${WIDTH} 26" aria-hidden="true"><line x1="8" x2="${WIDTH - 8}" y1="13" y2="13" class="track"/><line x1="${x(Math.min(before, after))}" x2="${x(Math.max(before, after))}" y1="13" y2="13" class="way tone-${tone}"/><circle cx="${x(before)}" cy="13" r="6" class="from"/><circle cx="${x(after)}" cy="13" r="7" class="to tone-${tone}"/></svg>
  <p class="scale-words"><span>0</span><span>launch readiness</span><span>100</span></p>
</div>`
}
