import { createHash } from 'node:crypto'
import type { Report } from '#triage/finding'
import type { Frames } from '../frame.js'
import { verdict } from '../verdict.js'
import { accessSection } from './access.js'
import { checklistSection } from './checklist.js'
import { environmentSection } from './environment.js'
import { findingsSection } from './findings.js'
import { keysDialog } from './keys.js'
import { escape, markup, raw, type Markup } from './markup.js'
import { labSection } from './lab.js'
import { matrixSection } from './matrix.js'
import { scoreSection } from './score.js'
import { SCRIPT } from './script.js'
import { STYLE } from './style.js'
import { tablesSection } from './tables.js'
import { unknownSection } from './unknown.js'
import { verdictSection } from './verdict.js'
import { worstSection } from './worst.js'

/** One section of the page: what the list of contents calls it, and what stands in it. */
export interface Section {
  readonly id: string
  readonly title: string
  /** Printed beside the title in the list of contents. */
  readonly note?: string
  readonly body: Markup
}

/** The report as one file that asks nothing of anyone: no font, no picture, no script from elsewhere. */
export function html(report: Report, frames: Frames): string {
  const sections = [
    worstSection,
    checklistSection,
    findingsSection,
    accessSection,
    matrixSection,
    tablesSection,
    environmentSection,
    labSection,
    unknownSection,
    scoreSection,
  ]
    .map(section => section(report, frames))
    .filter(section => section !== undefined)
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src '${digest(STYLE)}'; script-src '${digest(SCRIPT)}'; base-uri 'none'; form-action 'none'">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="${escape(`${report.tool.name} ${report.tool.version}`)}">
<title>${escape(`${report.app.name}: ${verdict(report).headline}`)}</title>
<style>${STYLE}</style>
</head>
<body>
${bodyOf(report, sections).markup}
<script>${SCRIPT}</script>
</body>
</html>
`
}

/** The browser runs exactly this style and this script, even should a text slip through unescaped. */
const digest = (text: string): string => `sha256-${createHash('sha256').update(text).digest('base64')}`

function bodyOf(report: Report, sections: readonly Section[]): Markup {
  return markup`<a class="skip" href="#findings">Skip to the findings</a>
<div class="shell">
<nav class="contents" aria-label="Contents">
  <a class="brand" href="#top">${MARK}Seaworthy</a>
  <ul>${sections.map(({ id, title, note }) => markup`<li><a href="#${id}"><span>${title}</span>${note !== undefined && markup`<small>${note}</small>`}</a></li>`)}</ul>
  <p class="keyshint"><button type="button" class="plain" data-open="keys"><kbd>?</kbd> keyboard</button></p>
</nav>
<main id="top">
${verdictSection(report)}
${sections.map(({ id, title, body }) => markup`<section id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${title}</h2>${body}</section>`)}
<footer><p>Written by Seaworthy ${report.tool.version} ${report.lab ? markup`from the app’s source and a running copy. <em>Proved</em> means: reproduced on that copy; <em>suspected</em>: read, and not yet reproduced.` : markup`from the app's source alone. <em>Suspected</em> means: read, not yet tried on a running copy.`} Secrets are masked.</p></footer>
</main>
</div>
${keysDialog()}`
}

const MARK = raw(
  '<svg viewBox="0 0 24 24" width="22" height="22" aria-hidden="true" fill="none" stroke="currentColor" stroke-width="1.7" stroke-linecap="round" stroke-linejoin="round"><path d="M12 3v11M12 5l6.5 9H12M12 7.5 6.5 14H12"/><path d="M3 17.5c2 1.8 4 1.8 6 0s4-1.8 6 0 4 1.8 6 0"/></svg>',
)
