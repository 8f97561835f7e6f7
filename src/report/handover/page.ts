import { createHash } from 'node:crypto'
import { escape, markup, type Markup, raw } from '../html/markup.js'
import { STYLE } from '../html/style.js'
import type { HandoverSection } from './block.js'
import { cover } from './cover.js'
import { firstPage } from './first.js'
import type { HandoverInput } from './input.js'
import { printBlock } from './print.js'
import { rich } from './rich.js'
import { sectionsOf } from './sections/index.js'
import { HANDOVER_STYLE } from './style.js'

const SHEET = `${STYLE}${HANDOVER_STYLE}`

/** What is folded is opened to be printed, and where a link leads into it. */
const SCRIPT = `'use strict'
document.documentElement.classList.add('scripted')
const folds = () => document.querySelectorAll('details')
addEventListener('beforeprint', () => { for (const fold of folds()) { fold.dataset.was = fold.open; fold.open = true } })
addEventListener('afterprint', () => { for (const fold of folds()) fold.open = fold.dataset.was === 'true' })
function follow() {
  let id
  try { id = decodeURIComponent(location.hash.slice(1)) } catch { return }
  const target = id && document.getElementById(id)
  if (target && target.matches('details')) { target.open = true; target.scrollIntoView(); target.querySelector('summary').focus({ preventScroll: true }) }
}
document.addEventListener('click', async event => {
  const button = event.target.closest('[data-copy]')
  if (!button) return
  const text = document.getElementById(button.dataset.copy)
  try { await navigator.clipboard.writeText(text.textContent) } catch { getSelection().selectAllChildren(text); document.execCommand('copy') }
  button.textContent = 'Copied'
})
addEventListener('hashchange', follow)
follow()
`

/** The handover as one file that asks nothing of anyone. Secrets are masked before it is called. */
export function handoverPage(input: HandoverInput): string {
  const { app, tool } = input.after
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src '${digest(SHEET)}'; script-src '${digest(SCRIPT)}'; base-uri 'none'; form-action 'none'">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="${escape(`${tool.name} ${tool.version}`)}">
<title>${escape(`${app.name}, handover: ${firstPage(input).headline}`)}</title>
<style>${SHEET}</style>
</head>
<body>
${body(input, sectionsOf(input)).markup}
<script>${SCRIPT}</script>
</body>
</html>
`
}

const digest = (text: string): string => `sha256-${createHash('sha256').update(text).digest('base64')}`

function body(input: HandoverInput, sections: readonly HandoverSection[]): Markup {
  return markup`<a class="skip" href="#summary">Skip to the summary</a>
<div class="shell handover">
<nav class="contents" aria-label="Contents">
  <a class="brand" href="#top">${MARK}Seaworthy</a>
  <ul><li><a href="#first"><span>First page</span></a></li>${sections.map(({ id, title, note }) => markup`<li><a href="#${id}"><span>${title}</span>${note !== undefined && markup`<small>${note}</small>`}</a></li>`)}</ul>
</nav>
<main id="top">
${cover(input)}
${sections.map(sectionOf)}
<footer><p>Written by Seaworthy ${input.after.tool.version} from the app’s source${input.before.lab?.outcome === 'running' ? ' and a sealed running copy of it' : ''}. <em>Shown</em> means: done on that copy. <em>Proved repaired</em> means: the same done again after the repair, and refused. Secrets are masked.</p></footer>
</main>
</div>`
}

const sectionOf = ({ id, title, intro, blocks }: HandoverSection): Markup =>
  markup`<section id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${title}</h2>${intro !== undefined && markup`<p class="intro">${rich(intro)}</p>`}<div class="blocks">${blocks.map(printBlock)}</div></section>`

const MARK = raw(
  '<svg viewBox="0 0 24 24" width="22" height="22" aria-hidden="true" fill="none" stroke="currentColor" stroke-width="1.7" stroke-linecap="round" stroke-linejoin="round"><path d="M12 3v11M12 5l6.5 9H12M12 7.5 6.5 14H12"/><path d="M3 17.5c2 1.8 4 1.8 6 0s4-1.8 6 0 4 1.8 6 0"/></svg>',
)
