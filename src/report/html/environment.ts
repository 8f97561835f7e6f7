import type { EnvVariable } from '#model/app-model'
import type { Report } from '#triage/finding'
import { placeKey } from '../frame.js'
import { html, type Markup } from './markup.js'
import type { Section } from './page.js'

/** Every environment variable: who reads it, whether it is declared, whether the browser gets it. */
export function environmentSection({ env }: Report): Section | undefined {
  if (env.length === 0) return undefined
  return {
    id: 'environment',
    title: 'Environment',
    note: String(env.length),
    body: html`<p class="intro">What has to be set before the app runs. A variable that the browser gets is public, whatever it is called.</p>
<div class="scroll" tabindex="0" role="region" aria-label="Environment variables"><table><thead><tr><th scope="col">Variable</th><th scope="col">Declared</th><th scope="col">Used when unset</th><th scope="col">Reaches the browser</th><th scope="col">Read in</th></tr></thead><tbody>${env.map(rowOf)}</tbody></table></div>`,
  }
}

function rowOf({ name, reads, declared, inBrowser }: EnvVariable): Markup {
  const fallback = reads.find(read => read.fallback !== undefined)?.fallback
  const [first] = reads
  return html`<tr><th scope="row"><code>${name}</code></th><td>${declared.length > 0 ? 'yes' : html`<span class="bar warn">no</span>`}</td><td>${fallback === undefined ? html`<span class="none">nothing</span>` : html`<code>${fallback}</code>`}</td><td>${inBrowser ? 'yes' : 'no'}</td><td>${first ? html`<code>${placeKey(first.at)}</code>${reads.length > 1 && ` and ${reads.length - 1} more`}` : html`<span class="none">nowhere</span>`}</td></tr>`
}
