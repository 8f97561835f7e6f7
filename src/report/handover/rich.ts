import { markup, type Markup, prose } from '../html/markup.js'

/** A sentence with `code` and **a label**. */
export function rich(text: string): Markup {
  const parts = text.split(/\*\*([A-Z][^*`]{1,60})\*\*/)
  return markup`${parts.map((part, index) => (index % 2 === 1 ? markup`<b>${part}</b>` : prose(part)))}`
}
