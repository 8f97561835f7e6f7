import type { Gap } from '#base/gap'
import type { Source, SourceFile } from '#source/source'
import { takenIn } from '#source/taken'
import { gapsOf, type Unread } from './unread.js'

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
/** One gap for each, at the first line that takes it in. */
export const unreadData = (source: Source): Gap[] => gapsOf(source, unreadIn, ['queries'])

function* unreadIn(file: SourceFile): Generator<Unread> {
  for (const { specifier, index } of takenIn(file.text())) {
    const [, name] = UNREAD.find(([one]) => one.test(specifier)) ?? []
    if (name !== undefined)
      yield { name, index, why: `\`${specifier}\` is ${name}, which is not read: what routes do with these rows is unknown` }
  }
}
