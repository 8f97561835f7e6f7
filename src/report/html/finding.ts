import { isOpen, type Finding } from '#triage/finding'
import { placeKey, type Frames } from '../frame.js'
import { promptFor } from '../prompt.js'
import { framesFor } from './frame.js'
import { html, prose, type Markup } from './markup.js'

/** One finding: a line that opens to everything known of it. */
export function findingItem(finding: Finding, frames: Frames): Markup {
  const { id, rank, severity, certainty, status, area, message, help, why, at, because, check, refs, known, reason } = finding
  return html`<li class="item" data-severity="${severity}" data-area="${area}" data-closed="${String(!isOpen(finding))}"><details id="${id}" class="finding">
<summary><span class="rank">${rank}</span><span class="tag ${severity}">${severity}</span><span class="what">${prose(message)}</span><code class="where">${placeKey(at)}</code></summary>
<div class="inside">
  <div class="story">
    <h4>Who gets hurt</h4><p>${prose(why)}</p>
    <h4>What to do</h4><p>${prose(help)}</p>
    ${reason !== undefined && html`<h4>Why it is accepted</h4><p>${prose(reason)}</p>`}
    <h4>Where</h4>${framesFor(finding, frames)}
  </div>
  <div class="facts">
    <dl>
      <div><dt>Why it ranks ${rank}</dt><dd>${because}</dd></div>
      <div><dt>Status</dt><dd>${status}, ${certainty}${known && ', known since the baseline'}</dd></div>
      ${finding.route !== undefined && html`<div><dt>Route</dt><dd><code>${finding.route}</code></dd></div>`}
      ${finding.table !== undefined && html`<div><dt>Table</dt><dd><code>${finding.table}</code></dd></div>`}
      <div><dt>Check</dt><dd><code>${check}</code></dd></div>
      ${refs.length > 0 && html`<div><dt>References</dt><dd>${refs.join(', ')}</dd></div>`}
      <div><dt>Id</dt><dd><a href="#${id}"><code>${id}</code></a></dd></div>
    </dl>
    <p class="actions needs-script"><button type="button" class="button" data-copy="prompt-${id}">Copy prompt for your AI editor</button></p>
    <details class="prompt"><summary>Show the prompt</summary><pre id="prompt-${id}" tabindex="0" role="region" aria-label="Prompt">${promptFor(finding, frames)}</pre></details>
  </div>
</div></details></li>`
}
