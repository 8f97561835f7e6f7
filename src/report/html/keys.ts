import { markup, type Markup } from './markup.js'

const KEYS: readonly (readonly [string, string])[] = [
  ['/', 'search the findings'],
  ['j', 'next finding'],
  ['k', 'previous finding'],
  ['Enter', 'open or close it'],
  ['c', 'copy its prompt for your AI editor'],
  ['Esc', 'clear the search'],
  ['?', 'this list'],
]

/** What the keyboard does. */
export function keysDialog(): Markup {
  return markup`<dialog id="keys" aria-labelledby="keys-title"><h2 id="keys-title">Keyboard</h2><dl>${KEYS.map(([key, does]) => markup`<div><dt><kbd>${key}</kbd></dt><dd>${does}</dd></div>`)}</dl><form method="dialog"><button class="button">Close</button></form></dialog>`
}
