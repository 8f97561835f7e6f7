import { ACTORS, type Actor } from '#base/evidence'
import type { Report } from '#triage/finding'
import { markup } from './markup.js'
import type { Section } from './page.js'

const SEALS: Readonly<Record<string, string>> = { namespace: 'in namespaces of its own', bubblewrap: 'by bubblewrap' }

/** How the running copy came up and what was tried on it; only where one was run. */
export function labSection({ lab }: Report): Section | undefined {
  if (!lab) return undefined
  return {
    id: 'lab',
    title: 'How it was tried',
    note: lab.outcome === 'running' ? String(lab.tried) : 'failed',
    body: markup`${
      lab.outcome === 'failed'
        ? markup`<p class="intro">The copy did not come up: ${lab.why ?? ''} ${lab.help ?? ''} What was read from the code stands.</p>`
        : markup`<p class="intro">A throw-away copy of the app ran sealed off from the internet (${SEALS[lab.seal] ?? lab.seal}), with made-up customers in it. ${lab.tried} experiments were made: ${lab.proved} proved a fault, ${lab.refuted} found none, ${lab.inconclusive} were undecided${lab.skipped.length > 0 ? `, ${lab.skipped.length} were left out for want of time` : ''}.</p>`
    }
<div class="scroll"><table><caption class="hidden">Steps of the boot</caption><thead><tr><th scope="col">Step</th><th scope="col">Outcome</th><th scope="col">What happened</th></tr></thead>
<tbody>${lab.steps.map(({ step, outcome, says }) => markup`<tr><th scope="row">${step}</th><td>${outcome}</td><td>${says}</td></tr>`)}
${lab.actors.map(({ actor, outcome, by, why }) => markup`<tr><th scope="row">${ACTORS[actor as Actor]}</th><td>${outcome === 'signed-in' ? 'signed in' : 'not signed in'}</td><td>${outcome === 'signed-in' ? 'by' : 'tried'} <code>${by}</code>${why !== undefined && markup`: ${why}`}</td></tr>`)}</tbody></table></div>
${lab.contained && markup`<p>The lab ended the app: ${lab.contained.join('; ')}. What came after was not answered.</p>`}
${lab.substitutions.length > 0 && markup`<p>What the copy has that the app has not: ${lab.substitutions.join('; ')}.</p>`}`,
  }
}
