import type { Auth } from '#model/app-model'
import type { Report, RouteRow } from '#triage/finding'
import { markup, placeCode, prose, type Markup } from './markup.js'
import type { Section } from './page.js'

/** Who a bar of the table stands for: the columns it leaves empty before and after it, its words, its tone. */
interface Reach {
  readonly before: number
  readonly after: number
  readonly words: string
  readonly tone: 'bad' | 'warn' | 'plain' | 'good' | 'unclear'
}

/** Columns: anyone, signed in, the owner, an admin. */
const REACH: Readonly<Record<Auth, Reach>> = {
  open: { before: 0, after: 0, words: 'anyone, and should not be', tone: 'bad' },
  weak: { before: 0, after: 0, words: 'anyone: the guard does not hold', tone: 'bad' },
  unknown: { before: 0, after: 0, words: 'not known', tone: 'unclear' },
  public: { before: 0, after: 0, words: 'anyone (public)', tone: 'plain' },
  session: { before: 1, after: 0, words: 'anyone signed in', tone: 'good' },
  owner: { before: 2, after: 1, words: 'the owner', tone: 'good' },
  role: { before: 3, after: 0, words: 'a role', tone: 'good' },
  signature: { before: 0, after: 0, words: 'only its signed sender', tone: 'good' },
}
const ORDER = Object.keys(REACH) as Auth[]

/** More rows than this are folded until asked for; more than `MOST` stand in the JSON report alone. */
const SHOWN = 30
const MOST = 500

/** Every route, and who may call it. */
export function accessSection({ routes }: Report): Section {
  const sorted = routes.toSorted((a, b) => ORDER.indexOf(a.auth) - ORDER.indexOf(b.auth))
  const unguarded = routes.filter(route => route.auth === 'open' || route.auth === 'weak').length
  return {
    id: 'access',
    title: 'Who may call what',
    note: String(routes.length),
    body:
      routes.length === 0
        ? markup`<p class="intro">No route was found in the code.</p>`
        : markup`<p class="intro">${routes.length === 1 ? 'The one way' : `All ${routes.length} ways`} into the app, ${unguarded > 0 ? `the ${unguarded} that should not be open first` : 'none of them open that should not be'}. A bar reaches from the first who may call to the last.</p>
${filtersOf(routes)}
<div class="scroll" tabindex="0" role="group" aria-label="Routes"><table class="routes" data-fold="${SHOWN}"><thead><tr><th scope="col">Route</th><th scope="col">anyone</th><th scope="col">signed in</th><th scope="col">owner</th><th scope="col">admin</th><th scope="col">By which guard</th><th scope="col">Input</th><th scope="col">Tables</th></tr></thead>
<tbody>${sorted.slice(0, MOST).map(rowOf)}</tbody></table></div>
${routes.length > MOST && markup`<p class="intro">And ${routes.length - MOST} more, in the JSON report.</p>`}`,
  }
}

function filtersOf(routes: readonly RouteRow[]): Markup {
  const present = ORDER.filter(auth => routes.some(route => route.auth === auth))
  const chip = (auth: string, count: number, pressed: boolean): Markup =>
    markup`<button type="button" class="chip" data-auth="${auth}" aria-pressed="${String(pressed)}">${auth} <small>${count}</small></button>`
  return markup`<div class="chips needs-script" role="group" aria-label="Show routes by guard">${chip('all', routes.length, true)}${present.map(auth => chip(auth, routes.filter(route => route.auth === auth).length, false))}</div>`
}

function rowOf({ method, path, kind, at, auth, how, validated, tables }: RouteRow): Markup {
  const { before, after, words, tone } = REACH[auth]
  const empty = markup`<td class="gap"><span aria-hidden="true">–</span></td>`
  return markup`<tr data-auth="${auth}"><th scope="row"><span class="method">${method}</span> <code>${path}</code><small>${kind !== 'http' && `${kind} · `}${placeCode(at)}</small></th>${Array.from({ length: before }, () => empty)}<td class="reach" colspan="${4 - before - after}"><span class="bar ${tone}">${words}</span></td>${Array.from({ length: after }, () => empty)}<td class="how">${prose(how)}</td><td class="checked ${validated}">${CHECKED[validated]}</td><td class="names">${tables.join(', ')}</td></tr>`
}

const CHECKED: Readonly<Record<RouteRow['validated'], string>> = {
  yes: 'checked',
  partial: 'in part',
  no: 'unchecked',
  none: 'none',
  unknown: 'not known',
}
