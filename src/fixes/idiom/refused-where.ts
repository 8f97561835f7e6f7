import type { Style } from '../code/style.js'

/** Columns beyond which a refusal stands on a line of its own. */
const WIDTH = 110

/** `if (test) return …`, in a block where that is long. */
export function refusedWhere(test: string, refusal: string, margin: string, { indent }: Style): string {
  const line = `if (${test}) ${refusal}`
  if (!refusal.includes('\n') && margin.length + line.length <= WIDTH) return line
  return `if (${test}) {\n${margin}${indent}${refusal.replaceAll('\n', `\n${indent}`)}\n${margin}}`
}
