import { isOpen, type Finding } from '#triage/finding'
import type { Frames } from '../frame.js'
import { promptFor } from '../prompt.js'
import { evidenceList } from './evidence.js'
import { framesFor } from './frame.js'
import { markup, type Markup, placeCode, prose } from './markup.js'

/** One finding: a line that opens to everything known of it. */
export function findingItem(finding: Finding, frames: Frames): Markup {
  const { id, rank, severity, certainty, status, area, message, help, why, at, because, check, refs, known, reason, evidence } = finding
  return markup`<li class="item" data-severity="${severity}" data-area="${area}" data-closed="${String(!isOpen(finding))}"><details id="${id}" class="finding">
<summary><span class="rank">${rank}</span><span class="tag ${severity}">${severity}</span><span class="what">${status !== 'suspected' && markup`<span class="status ${status}">${status}</span> `}${prose(message)}</span><span class="where">${placeCode(at)}</span></summary>
<div class="inside">
  <div class="story">
    <h3>Who gets hurt</h3><p>${prose(why)}</p>
    <h3>What to do</h3><p>${prose(help)}</p>
    ${reason !== undefined && status === 'accepted' && markup`<h3>Why it is accepted</h3><p>${prose(reason)}</p>`}
    ${evidence !== undefined && markup`<h3>What was tried</h3>${evidenceList(evidence)}`}
    <h3>Where</h3>${framesFor(finding, frames)}
  </div>
  <div class="facts">
    <dl>
      <div><dt>Why it ranks ${rank}</dt><dd>${because}</dd></div>
      <div><dt>Status</dt><dd>${status}, ${certainty}${known && ', known since the baseline'}</dd></div>
      ${finding.route !== undefined && markup`<div><dt>Route</dt><dd><code>${finding.route}</code></dd></div>`}
      ${finding.table !== undefined && markup`<div><dt>Table</dt><dd><code>${finding.table}</code></dd></div>`}
      <div><dt>Check</dt><dd><code>${check}</code></dd></div>
      ${refs.length > 0 && markup`<div><dt>References</dt><dd>${refs.join(', ')}</dd></div>`}
      <div><dt>Id</dt><dd><a href="#${id}"><code>${id}</code></a></dd></div>
    </dl>
    <p class="actions needs-script"><button type="button" class="button" data-copy="prompt-${id}">Copy the repair prompt</button></p>
    <details class="prompt"><summary>Show the prompt</summary><pre id="prompt-${id}" tabindex="0" role="group" aria-label="Prompt">${promptFor(finding)}</pre></details>
  </div>
</div></details></li>`
}
