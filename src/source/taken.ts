const TAKES = /(?:\bfrom\s*|\bimport\s*\(?\s*|\brequire\s*\(\s*)(['"])([^'"\n]+)\1/g

/** What a text imports or requires, by its wording alone, with where it says so. Cheaper than a syntax tree; a commented line counts too. */
export function* takenIn(text: string): Generator<{ readonly specifier: string; readonly index: number }> {
  for (const { 2: specifier, index } of text.matchAll(TAKES)) yield { specifier: specifier!, index }
}
