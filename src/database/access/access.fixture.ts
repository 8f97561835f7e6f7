import { PGlite } from '@electric-sql/pglite'
import { DatabaseError, type Database, type Session } from '#database/engine/database'
import type { Person, Planted, PlantedTable } from '#database/rows/planted'
import type { AccessCell, AccessDoes, AccessMatrix } from './matrix.js'
import { readRelations, type Relation } from './relation.js'
import { literal, quoted } from './text.js'
import { tryAccess } from './try.js'

export const A = 'aaaaaaaa-0000-4000-8000-00000000000a'
export const B = 'bbbbbbbb-0000-4000-8000-00000000000b'
export const ADMIN = 'cccccccc-0000-4000-8000-00000000000c'
export const SELLER = 'dddddddd-0000-4000-8000-00000000000d'

const PEOPLE: readonly Person[] = [
  { actor: 'a', id: A, email: 'a@example.com', role: undefined },
  { actor: 'b', id: B, email: 'b@example.com', role: undefined },
  { actor: 'admin', id: ADMIN, email: 'admin@example.com', role: 'admin' },
  { actor: 'seller', id: SELLER, email: 'seller@example.com', role: undefined },
]

/** As much of Supabase as policies ask for. */
const SUPABASE = `
create role anon nologin; create role authenticated nologin; create role service_role nologin bypassrls;
create schema auth; create schema storage; create schema extensions;
grant usage on schema public, auth, storage, extensions to anon, authenticated, service_role;
alter default privileges in schema public grant all on tables to anon, authenticated, service_role;
alter default privileges in schema public grant all on functions to anon, authenticated, service_role;
alter default privileges in schema public grant all on sequences to anon, authenticated, service_role;
create table auth.users (id uuid primary key default gen_random_uuid(), email text, raw_user_meta_data jsonb, raw_app_meta_data jsonb);
create function auth.jwt() returns jsonb language sql stable as $$ select coalesce(nullif(current_setting('request.jwt.claims', true), ''), '{}')::jsonb $$;
create function auth.uid() returns uuid language sql stable as $$ select nullif(auth.jwt()->>'sub', '')::uuid $$;
create function auth.role() returns text language sql stable as $$ select auth.jwt()->>'role' $$;
create function auth.email() returns text language sql stable as $$ select auth.jwt()->>'email' $$;
create table storage.buckets (id text primary key, name text, public boolean default false);
create table storage.objects (id uuid primary key default gen_random_uuid(), bucket_id text references storage.buckets, name text, owner uuid, owner_id text, metadata jsonb, path_tokens text[] generated always as (string_to_array(name, '/')) stored);
alter table storage.objects enable row level security;
create function storage.foldername(name text) returns text[] language sql immutable as $$ select (string_to_array(name, '/'))[1:array_length(string_to_array(name, '/'), 1) - 1] $$;
create function storage.filename(name text) returns text language sql immutable as $$ select (string_to_array(name, '/'))[array_length(string_to_array(name, '/'), 1)] $$;
create function storage.extension(name text) returns text language sql immutable as $$ select reverse(split_part(reverse(name), '.', 1)) $$;
grant all on storage.objects, storage.buckets to anon, authenticated;
grant execute on all functions in schema auth, storage to anon, authenticated;
insert into auth.users (id, email) values ${PEOPLE.map(person => `('${person.id}', '${person.email}')`).join(', ')};
`

let engine: Promise<PGlite> | undefined

/** One engine for all tests of a file; each schema is its own transaction, taken back. */
const shared = (): Promise<PGlite> => (engine ??= PGlite.create().then(async db => (await db.exec(SUPABASE), db)))

/** What happens to the rows that `sql` puts in: whoever's id a row holds owns it, and what points to an owned row is owned too. */
export async function matrixOf(sql: string): Promise<AccessMatrix> {
  const lite = await shared()
  await lite.exec('begin')
  try {
    await lite.exec(sql)
    const session = sessionOn(lite)
    const planted: Planted = { seed: 1, people: PEOPLE, tables: await ownership(session) }
    const database = {
      ...session,
      limit: () => undefined,
      rehearse: async <Result>(work: (session: Session) => Promise<Result>) => {
        await lite.exec('savepoint rehearsal')
        try {
          return await work(session)
        } finally {
          await lite.exec('rollback to rehearsal')
        }
      },
    } as unknown as Database
    return await tryAccess(database, planted)
  } finally {
    await lite.exec('rollback')
  }
}

function sessionOn(lite: PGlite): Session {
  const asOurs = (error: unknown): never => {
    const { message, code = 'XX000' } = error as Error & { code?: string }
    throw new DatabaseError(message, { code })
  }
  return {
    query: async <Row>(sql: string, parameters?: readonly unknown[]) => {
      const { rows, affectedRows } = await lite.query<Row>(sql, parameters && [...parameters]).catch(asOurs)
      return { rows, count: rows.length || (affectedRows ?? 0) }
    },
    run: async sql => void (await lite.exec(sql).catch(asOurs)),
  }
}

/** Conditions that hold for rows which point to rows of this person's. */
function pointing(relation: Relation, owned: ReadonlyMap<string, Record<string, Record<string, unknown>[]>>, actor: string): string[] {
  return relation.foreignKeys.flatMap(({ table, columns, references }) =>
    (owned.get(table)?.[actor] ?? [])
      .filter(key => references[0]! in key)
      .map(key => `${quoted(columns[0]!)} = ${literal(key[references[0]!])}`),
  )
}

async function ownership(session: Session): Promise<PlantedTable[]> {
  const relations = (await readRelations(session, ['public'])).filter(relation => relation.kind === 'table')
  const owned = new Map<string, Record<string, Record<string, unknown>[]>>()
  // Twice, so that what points to rows found in the first round is found in the second.
  for (let round = 0; round < 2; round++)
    for (const relation of relations) {
      const keys: Record<string, Record<string, unknown>[]> = {}
      for (const { actor, id } of PEOPLE) {
        const conditions = relation.columns
          .filter(column => /^uuid$|^text$/.test(column.type))
          .map(column => `${quoted(column.name)}::text = '${id}'`)
        conditions.push(...pointing(relation, owned, actor))
        if (conditions.length === 0) continue
        const names = (relation.primaryKey.length > 0 ? relation.primaryKey : relation.columns.map(column => column.name))
          .map(quoted)
          .join(', ')
        const { rows } = await session.query(`select ${names} from ${quoted(relation.name)} where ${conditions.join(' or ')}`)
        if (rows.length > 0) keys[actor] = [...rows]
      }
      owned.set(relation.name, keys)
    }
  return relations.map(({ schema, name }) => ({ schema, name, count: 1, owned: owned.get(name) ?? {} }))
}

/** `a:own b:denied …` of one thing done to one table. */
export function cellsOf(matrix: AccessMatrix, name: string, does: AccessDoes): Record<string, string> {
  const object = matrix.objects.find(each => each.name === name)
  return Object.fromEntries(
    (object?.cells ?? []).filter(cell => cell.does === does && cell.actor !== 'nobody').map(cell => [cell.actor, cell.outcome]),
  )
}

export function cellOf(matrix: AccessMatrix, name: string, does: AccessDoes, actor: string): AccessCell {
  const cell = matrix.objects.find(each => each.name === name)?.cells.find(each => each.does === does && each.actor === actor)
  if (!cell) throw new Error(`no cell ${name} ${does} ${actor}`)
  return cell
}
