import { ACTORS, type Actor } from '#base/evidence'
import type { AccessCell, AccessDoes, AccessObject } from '#database/access/matrix'
import type { Report } from '#triage/finding'
import { markup, plural, type Markup } from './markup.js'
import type { Section } from './page.js'

const LETTERS: Readonly<Record<AccessDoes, string>> = { select: 'S', insert: 'I', update: 'U', delete: 'D', execute: 'X' }
const VERBS: Readonly<Record<AccessDoes, string>> = { select: 'read', insert: 'add', update: 'change', delete: 'delete', execute: 'call' }
const WORDS: Readonly<Record<AccessCell['outcome'], string>> = {
  allowed: 'allowed',
  own: 'own only',
  denied: 'denied',
  error: 'error',
  unknown: 'not known',
}
/** Columns: whom the rows belong to comes first among those who sign in. */
const COLUMNS: readonly Actor[] = ['nobody', 'anon', 'b', 'seller', 'a', 'admin']
const HEADS: Readonly<Partial<Record<Actor, string>>> = {
  nobody: 'no key',
  anon: 'visitor',
  b: 'another customer',
  seller: 'seller',
  a: 'the owner',
  admin: 'admin',
}
const KINDS: Readonly<Record<AccessObject['kind'], string>> = {
  table: 'table',
  view: 'view',
  function: 'function',
  bucket: 'bucket',
  collection: 'collection',
}
/** Whom no row of A's should be open to, unless its rows are for all. */
const STRANGERS = new Set<Actor>(['nobody', 'anon', 'b'])
const MOST = 300

/** What each actor could do to A's rows, table by table, and by which policy. */
export function matrixSection({ matrix }: Report): Section | undefined {
  if (!matrix || matrix.objects.length === 0) return undefined
  const shown = matrix.objects.slice(0, MOST)
  return {
    id: 'rules',
    title: 'What the database lets whom do',
    note: String(matrix.objects.length),
    body: markup`<p class="intro">Tried, not read: the app's own schema in a throw-away database, with rows of two customers in it. Each cell says what became of the owner's rows when that person tried to read (S), add (I), change (U), delete (D) or call (X). Point at a letter, or move to it with the tab key, to see by which policy.</p>
<p class="matrix-legend"><span class="cell allowed open">S</span> allowed to a stranger <span class="cell allowed">S</span> allowed <span class="cell own">S</span> own rows only <span class="cell denied">S</span> denied <span class="cell error">S</span> error <span class="cell unknown">S</span> not known</p>
<div class="scroll" tabindex="0" role="group" aria-label="Access matrix"><table class="matrix"><thead><tr><th scope="col">Rows of</th>${COLUMNS.map(actor => markup`<th scope="col">${HEADS[actor] ?? ACTORS[actor]}</th>`)}<th scope="col">They hold</th></tr></thead>
<tbody>${shown.map(rowOf)}</tbody></table></div>
${matrix.objects.length > MOST && markup`<p class="intro">And ${plural(matrix.objects.length - MOST, 'more', 'more')}, in the JSON report.</p>`}`,
  }
}

function rowOf(object: AccessObject): Markup {
  return markup`<tr><th scope="row"><code>${object.name}</code><small>${KINDS[object.kind]}</small></th>${COLUMNS.map(actor => markup`<td>${object.cells.filter(cell => cell.actor === actor).map(cell => cellOf(cell, object))}</td>`)}<td class="holds">${object.kind === 'function' ? '' : object.holds}</td></tr>`
}

function cellOf(cell: AccessCell, object: AccessObject): Markup {
  const says = sentenceOf(cell)
  const open = cell.outcome === 'allowed' && STRANGERS.has(cell.actor) && isWorrying(cell, object)
  return markup`<span class="cell ${cell.outcome}${open && ' open'}" tabindex="0" title="${says}" aria-label="${says}">${LETTERS[cell.does]}</span>`
}

/** Reading a catalogue is what it is for. */
const isWorrying = (cell: AccessCell, object: AccessObject): boolean =>
  cell.does !== 'select' || object.holds === 'personal' || object.holds === 'secret' || object.holds === 'business'

function sentenceOf({ does, outcome, by, why, columns }: AccessCell): string {
  const parts = [`${VERBS[does]}: ${WORDS[outcome]}`]
  if (by.length > 0) parts.push(`by ${by.slice(0, 4).join(', ')}`)
  if (columns && columns.length > 0) parts.push(`columns ${columns.slice(0, 8).join(', ')}`)
  if (why) parts.push(why)
  return parts.join('; ')
}
