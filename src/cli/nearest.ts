/** The names most like what was typed, best first; none when nothing comes close. */
export function nearest(typed: string, names: readonly string[]): string[] {
  const text = typed.toLowerCase()
  return names
    .map(name => ({ name, distance: Math.min(distance(text, name), distance(text, name.split('/').at(-1)!)) }))
    .map(({ name, distance }) => ({ name, distance: text.length > 2 && name.includes(text) ? 1 : distance }))
    .filter(({ name, distance }) => distance <= Math.max(2, name.length / 3))
    .sort((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1))
    .slice(0, 3)
    .map(({ name }) => name)
}

/** Letters to insert, delete or replace to turn one text into the other (Levenshtein). */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1]
    for (const [j, other] of [...b].entries()) next.push(Math.min(row[j + 1]! + 1, next[j]! + 1, row[j]! + (letter === other ? 0 : 1)))
    row = next
  }
  return row[b.length]!
}
