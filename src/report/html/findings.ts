import { SEVERITIES } from '#base/certainty'
import { isOpen, type Finding, type Report } from '#triage/finding'
import type { Frames } from '../frame.js'
import { findingItem } from './finding.js'
import { html, type Markup } from './markup.js'
import type { Section } from './page.js'

/** Every finding, to search and to filter. */
export function findingsSection({ findings }: Report, frames: Frames): Section {
  const open = findings.filter(isOpen).length
  return {
    id: 'findings',
    title: 'All findings',
    note: String(open),
    body:
      findings.length === 0
        ? html`<p class="intro">Nothing was found. What could not be answered stands below.</p>`
        : html`<p class="intro">In the order in which to act. Each opens to its place, its reason and a prompt for the AI tool that wrote the app.</p>
${toolbar(findings)}
<ol class="findings">${findings.map(finding => findingItem(finding, frames))}</ol>
<p class="empty" hidden>No finding matches. <button type="button" class="plain" data-clear>Clear the filters</button></p>`,
  }
}

function toolbar(findings: readonly Finding[]): Markup {
  const areas = [...new Set(findings.map(finding => finding.area))].toSorted()
  const closed = findings.filter(finding => !isOpen(finding)).length
  const severities = SEVERITIES.filter(severity => findings.some(finding => finding.severity === severity))
  return html`<div class="toolbar needs-script" role="search" aria-label="Findings">
  <label class="search"><span class="hidden">Search the findings</span><input type="search" id="search" placeholder="Search: a route, a table, a file" autocomplete="off" spellcheck="false"><kbd aria-hidden="true">/</kbd></label>
  <div class="chips" role="group" aria-label="Severity">${severities.map(
    severity => html`<button type="button" class="chip ${severity}" data-severity="${severity}" aria-pressed="false">${severity} <small>${findings.filter(finding => finding.severity === severity && isOpen(finding)).length}</small></button>`,
  )}</div>
  <label class="area"><span class="hidden">Area</span><select id="area"><option value="">every area</option>${areas.map(area => html`<option value="${area}">${area}</option>`)}</select></label>
  ${closed > 0 && html`<label class="closed"><input type="checkbox" id="closed"> ${closed} accepted or settled</label>`}
  <span class="shown" id="shown" role="status"></span>
</div>`
}
