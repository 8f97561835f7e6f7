import type { EnvVariable } from '#model/app-model'
import type { Report } from '#triage/finding'
import { markup, type Markup, placeCode } from './markup.js'
import type { Section } from './page.js'

/** Every environment variable: who reads it, whether it is declared, whether the browser gets it. */
export function environmentSection({ env }: Report): Section | undefined {
  if (env.length === 0) return undefined
  return {
    id: 'environment',
    title: 'Environment',
    note: String(env.length),
    body: markup`<p class="intro">What has to be set before the app runs. A variable that the browser gets is public, whatever it is called.</p>
<div class="scroll" tabindex="0" role="group" aria-label="Environment variables"><table><thead><tr><th scope="col">Variable</th><th scope="col">Declared</th><th scope="col">Used when unset</th><th scope="col">Reaches the browser</th><th scope="col">Read in</th></tr></thead><tbody>${env.map(rowOf)}</tbody></table></div>`,
  }
}

function rowOf({ name, reads, declared, inBrowser }: EnvVariable): Markup {
  const fallback = reads.find(read => read.fallback !== undefined)?.fallback
  const [first] = reads
  return markup`<tr><th scope="row"><code>${name}</code></th><td>${declared.length > 0 ? 'yes' : markup`<span class="bar warn">no</span>`}</td><td>${fallback === undefined ? markup`<span class="none">nothing</span>` : markup`<code>${fallback}</code>`}</td><td>${inBrowser ? 'yes' : 'no'}</td><td>${first ? markup`${placeCode(first.at)}${reads.length > 1 && ` and ${reads.length - 1} more`}` : markup`<span class="none">nowhere</span>`}</td></tr>`
}
