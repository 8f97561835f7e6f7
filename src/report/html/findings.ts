import { SEVERITIES } from '#base/certainty'
import { isOpen, type Finding, type Report } from '#triage/finding'
import type { Frames } from '../frame.js'
import { RULES } from '../prompt.js'
import { findingItem } from './finding.js'
import { markup, type Markup } from './markup.js'
import type { Section } from './page.js'

/** Bytes of findings in the page: more nobody reads in one go, and a page stays under a megabyte. */
const ROOM = 650_000

/** Every finding, to search and to filter. */
export function findingsSection({ findings }: Report, frames: Frames): Section {
  const open = findings.filter(isOpen).length
  const items = itemsThatFit(findings, frames)
  return {
    id: 'findings',
    title: 'All findings',
    note: String(open),
    body:
      findings.length === 0
        ? markup`<p class="intro">Nothing was found. What could not be answered stands below.</p>`
        : markup`<p class="intro">In the order in which to act. Each opens to its place, its reason and a prompt for the AI tool that wrote the app.</p>
${toolbar(findings)}
<ol class="findings">${items}</ol>
${findings.length > items.length && markup`<p class="intro">And ${findings.length - items.length} more of lesser rank, in the JSON report.</p>`}
<pre id="prompt-rules" hidden>${RULES}</pre>
<p class="empty" hidden>No finding matches. <button type="button" class="plain" data-clear>Clear the filters</button></p>`,
  }
}

function itemsThatFit(findings: readonly Finding[], frames: Frames): readonly Markup[] {
  const items: Markup[] = []
  let left = ROOM
  for (const finding of findings) {
    const item = findingItem(finding, frames)
    left -= Buffer.byteLength(item.markup)
    if (left < 0) break
    items.push(item)
  }
  return items
}

function toolbar(findings: readonly Finding[]): Markup {
  const areas = [...new Set(findings.map(finding => finding.area))].toSorted()
  const closed = findings.filter(finding => !isOpen(finding)).length
  const severities = SEVERITIES.filter(severity => findings.some(finding => finding.severity === severity))
  return markup`<div class="toolbar needs-script" role="search" aria-label="Findings">
  <label class="search"><span class="hidden">Search the findings</span><input type="search" id="search" placeholder="Search: a route, a table, a file" autocomplete="off" spellcheck="false"><kbd aria-hidden="true">/</kbd></label>
  <div class="chips" role="group" aria-label="Severity">${severities.map(
    severity =>
      markup`<button type="button" class="chip ${severity}" data-severity="${severity}" aria-pressed="false">${severity} <small>${findings.filter(finding => finding.severity === severity && isOpen(finding)).length}</small></button>`,
  )}</div>
  <label class="area"><span class="hidden">Area</span><select id="area"><option value="">every area</option>${areas.map(area => markup`<option value="${area}">${area}</option>`)}</select></label>
  ${closed > 0 && markup`<label class="closed"><input type="checkbox" id="closed"> ${closed} accepted or settled</label>`}
  <span class="shown" id="shown" role="status"></span>
</div>`
}
