/** `process.env.MONGODB_URI` in front of a slash that is written out. */
const STEM = /process\.env(?:\.(\w+)|\[['"](\w+)['"]\])!?\s*(?:\}\/|\+\s*['"`]\/)/g

/** Variables that code goes on from: `${process.env.MONGODB_URI}/shop` names the database itself. */
export const stemsIn = (texts: readonly string[]): ReadonlySet<string> =>
  new Set(texts.flatMap(text => [...text.matchAll(STEM)].map(([, dotted, quoted]) => (dotted ?? quoted)!)))

/** A driver refuses `mongodb://host/app/shop`: the name of a database has no slash. */
export const stemOf = (value: string): string => (value.startsWith('mongodb://') ? value.replace(/^(mongodb:\/\/[^/]+)\/.*$/, '$1') : value)
