/** A host that code puts into an address: `mongodb+srv://${user}:${password}@${process.env.HOST}/shop`. */
const HOST = /mongodb\+srv:\/\/[^\s'"`]*@\$\{\s*process\.env(?:\.(\w+)|\[['"](\w+)['"]\])[^}]*\}/g

/** Variables that name a cluster alone, and how one is called: clients refuse a name with fewer than three parts. */
export const clustersIn = (texts: readonly string[]): ReadonlyMap<string, string> =>
  new Map(texts.flatMap(text => [...text.matchAll(HOST)].map(([, dotted, quoted]): [string, string] => [(dotted ?? quoted)!, CLUSTER])))

const CLUSTER = 'cluster0.lab.mongodb.net'
