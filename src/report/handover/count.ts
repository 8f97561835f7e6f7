import { listed } from '#base/listed'
import { plural } from '../html/markup.js'

export { plural }

/** The first few of many, in a sentence: `a, b and 3 more`. */
export function some(names: readonly string[], most = 4): string {
  const shown = names.slice(0, most)
  const left = names.length - shown.length
  return listed(left > 0 ? [...shown, `${left} more`] : shown)
}

export const code = (text: string): string => `\`${text}\``
export const seconds = (milliseconds: number): string =>
  milliseconds < 1000
    ? `${Math.round(milliseconds)} ms`
    : milliseconds < 90_000
      ? `${(milliseconds / 1000).toFixed(0)} s`
      : `${Math.floor(milliseconds / 60_000)} min ${Math.round((milliseconds % 60_000) / 1000)} s`
