import type { Gap } from '#base/gap'
import type { Source } from '#source/source'
import { isTest } from '../load/test-files.js'

/** What keeps rows, and no plugin reads: what routes do with them is not known, and is said not to be. */
const UNREAD: readonly (readonly [specifier: RegExp, name: string])[] = [
  [/^@mikro-orm\//, 'MikroORM'],
  [/(?:^|[/-])objection$/, 'Objection'],
  [/^bookshelf$/, 'Bookshelf'],
  [/^(?:waterline|sails)$/, 'Waterline'],
  [/^(?:slonik|massive)$/, 'a library for SQL'],
  [/^(?:mssql|tedious)$/, 'SQL Server'],
  [/^oracledb$/, 'Oracle'],
  [/^(?:@aws-sdk\/(?:client|lib)-dynamodb|dynamoose)$/, 'DynamoDB'],
  [/^cassandra-driver$/, 'Cassandra'],
  [/^neo4j-driver$/, 'Neo4j'],
  [/^arangojs$/, 'ArangoDB'],
  [/^(?:couchbase|nano|pouchdb)$/, 'CouchDB'],
  [/^(?:rethinkdb|surrealdb|faunadb|fauna)$/, 'a database of another kind'],
  [/^(?:node-)?appwrite$/, 'Appwrite'],
  [/^pocketbase$/, 'PocketBase'],
  [/^convex(?:\/|$)/, 'Convex'],
  [/^@instantdb\//, 'InstantDB'],
  [/^@google-cloud\/datastore$/, 'Datastore'],
  [/^airtable$/, 'Airtable'],
  [/^(?:lowdb|@?nedb(?:-promises)?|@seald-io\/nedb)(?:\/|$)/, 'a database in a file'],
]
const TAKES = /(?:\bfrom\s*|\bimport\s*|\brequire\s*\(\s*)(['"])([^'"\n]+)\1/g

/** One gap for each, at the first line that takes it in. */
export function unreadData(source: Source): Gap[] {
  const found = new Map<string, Gap>()
  for (const file of source.files) {
    if (file.kind !== 'code' || isTest(file.path)) continue
    for (const { 2: specifier, index } of file.text().matchAll(TAKES)) {
      const [, name] = UNREAD.find(([one]) => one.test(specifier!)) ?? []
      if (name === undefined || found.has(name)) continue
      const line = file.text().slice(0, index).split('\n').length
      found.set(name, {
        at: { file: file.path, line },
        why: `\`${specifier}\` is ${name}, which is not read: what routes do with these rows is unknown`,
        hides: ['queries'],
      })
    }
  }
  return [...found.values()]
}
