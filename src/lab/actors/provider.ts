import type { Actor } from '#base/evidence'
import type { Database } from '#database/engine/database'
import { quoted } from '#database/rows/shape'
import type { AppModel } from '#model/app-model'
import type { Credentials, Lab } from '../lab.js'
import { issuersIn } from '../stand-ins/oidc/hosts.js'

/** Who is to be signed in, as far as the app knows them yet. */
export interface Visitor {
  readonly actor: Actor
  readonly id: string | number
  readonly email: string
  readonly role: string | undefined
}

/** Where a provider signs people in and the app only reads what it signed: a token of the stand-in for it, which has its keys. Says whose. */
export async function enterProvider(
  lab: Lab,
  model: AppModel,
  visitor: Visitor,
  prove: (credentials: Credentials) => Promise<boolean>,
): Promise<string | undefined> {
  const variables = model.env.flatMap(({ name }): [string, string][] => {
    const value = lab.env(name)
    return value === undefined ? [] : [[name, value]]
  })
  const audience = variables.find(([name]) => /AUDIENCE/.test(name))?.[1]
  const issuers = issuersIn(variables)
  if (issuers.length === 0) return undefined
  const sub = (lab.database && (await subjectIn(lab.database, visitor.email))) ?? String(visitor.id)
  const person = { sub, email: visitor.email, name: 'Lab', ...rightsOf(visitor.role) }
  await lab.control('oidc', 'person', person)
  for (const issuer of issuers) {
    const claims = { ...person, sid: `sess_lab_${visitor.actor}` }
    const { token } = (await lab.control('oidc', 'token', { issuer, claims, ...(audience && { audience }) })) as { token: string }
    const headers = { authorization: `Bearer ${token}` }
    if (await prove({ cookies: new Map(), headers })) return `a token of ${new URL(issuer).host}`
  }
  return undefined
}

/** A role where such providers keep it. */
const rightsOf = (role: string | undefined): Readonly<Record<string, unknown>> =>
  role === undefined ? {} : { role, metadata: { role }, public_metadata: { role } }

interface Place {
  readonly schema: string
  readonly name: string
  readonly column: string
  readonly email: string
}

/** What the app's own table calls the person's id at the provider. */
async function subjectIn(database: Database, email: string): Promise<string | undefined> {
  const { rows } = await database.query<Place>(
    `select own.table_schema as schema, own.table_name as name, own.column_name as "column", mail.column_name as email
     from information_schema.columns own join information_schema.columns mail using (table_schema, table_name)
     where own.column_name ~* '^(clerk|auth0|auth|external|provider|kinde|workos|firebase)_?(user_?)?u?id$' and mail.column_name ~* '^e_?mail(_?address)?$'
     order by 1, 2, 3`,
  )
  for (const place of rows) {
    const [table, column, mail] = [`${quoted(place.schema)}.${quoted(place.name)}`, quoted(place.column), quoted(place.email)]
    const found = await database.query<{ id: string | null }>(`select ${column}::text as id from ${table} where ${mail}::text = $1`, [
      email,
    ])
    if (found.rows[0]?.id) return found.rows[0].id
  }
  return undefined
}
