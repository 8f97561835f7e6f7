/** The plural that Mongoose and Sequelize make of a model's name. */
export function plural(word: string): string {
  const irregular: Readonly<Record<string, string>> = {
    person: 'people',
    child: 'children',
    man: 'men',
    woman: 'women',
    foot: 'feet',
    datum: 'data',
    medium: 'media',
  }
  const tail = /[A-Z]?[a-z]+$/.exec(word)?.[0] ?? word
  const head = word.slice(0, word.length - tail.length)
  const known = irregular[tail.toLowerCase()]
  if (known) return head + (/^[A-Z]/.test(tail) ? known.charAt(0).toUpperCase() + known.slice(1) : known)
  if (/[^aeiou]y$/i.test(word)) return `${word.slice(0, -1)}ies`
  if (/(?:ss|sh|ch|x|z|us)$/i.test(word)) return `${word}es`
  return /s$/i.test(word) ? word : `${word}s`
}
