/** Words as a sentence has them: `a`, `a and b`, `a, b and c`; nothing of none. */
export const listed = (words: readonly string[]): string =>
  words.length > 1 ? `${words.slice(0, -1).join(', ')} and ${words.at(-1)}` : words.join('')
