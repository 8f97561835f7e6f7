const nothing = (signature: string, returns: string, value: string) =>
  `create or replace function ${signature} returns ${returns} language sql as $stub$ select ${value} $stub$;`

const CRON = `create schema if not exists cron;
create table if not exists cron.job (jobid bigserial primary key, schedule text, command text, nodename text default 'localhost', nodeport int default 5432, database text default current_database(), username text default current_user, active boolean default true, jobname text);
create table if not exists cron.job_run_details (jobid bigint, runid bigserial primary key, job_pid int, database text, username text, command text, status text, return_message text, start_time timestamptz, end_time timestamptz);
create or replace function cron.schedule(job_name text, schedule text, command text) returns bigint language sql as $stub$ insert into cron.job (jobname, schedule, command) values ($1, $2, $3) returning jobid $stub$;
create or replace function cron.schedule(schedule text, command text) returns bigint language sql as $stub$ insert into cron.job (schedule, command) values ($1, $2) returning jobid $stub$;
create or replace function cron.unschedule(job_name text) returns boolean language sql as $stub$ with gone as (delete from cron.job where jobname = $1 returning 1) select true $stub$;
create or replace function cron.unschedule(job_id bigint) returns boolean language sql as $stub$ with gone as (delete from cron.job where jobid = $1 returning 1) select true $stub$;`

const NET = `create schema if not exists net;
create table if not exists net._http_response (id bigint, status_code int, content_type text, headers jsonb, content text, timed_out bool, error_msg text, created timestamptz default now());
${nothing("net.http_post(url text, body jsonb default '{}', params jsonb default '{}', headers jsonb default '{}', timeout_milliseconds int default 5000)", 'bigint', '1::bigint')}
${nothing("net.http_get(url text, params jsonb default '{}', headers jsonb default '{}', timeout_milliseconds int default 5000)", 'bigint', '1::bigint')}
${nothing("net.http_delete(url text, params jsonb default '{}', headers jsonb default '{}', timeout_milliseconds int default 5000)", 'bigint', '1::bigint')}`

const VAULT = `create schema if not exists vault;
create table if not exists vault.secrets (id uuid primary key default gen_random_uuid(), name text unique, description text not null default '', secret text not null, key_id uuid, nonce bytea, created_at timestamptz not null default now(), updated_at timestamptz not null default now());
create or replace view vault.decrypted_secrets as select id, name, description, secret, secret as decrypted_secret, key_id, nonce, created_at, updated_at from vault.secrets;
create or replace function vault.create_secret(new_secret text, new_name text default null, new_description text default '', new_key_id uuid default null) returns uuid language sql as $stub$ insert into vault.secrets (secret, name, description) values ($1, $2, $3) returning id $stub$;
create or replace function vault.update_secret(secret_id uuid, new_secret text default null, new_name text default null, new_description text default null, new_key_id uuid default null) returns void language sql as $stub$ update vault.secrets set secret = coalesce($2, secret), name = coalesce($3, name) where id = $1 $stub$;`

const HTTP = `create schema if not exists extensions;
do $stub$ begin
  create type extensions.http_header as (field varchar, value varchar);
  create type extensions.http_response as (status int, content_type varchar, headers extensions.http_header[], content varchar);
  create type extensions.http_request as (method text, uri varchar, headers extensions.http_header[], content_type varchar, content varchar);
exception when duplicate_object then null; end $stub$;
${nothing('extensions.http(request extensions.http_request)', 'extensions.http_response', "row(200, 'application/json', null, '{}')::extensions.http_response")}
${nothing('extensions.http_get(uri varchar)', 'extensions.http_response', "row(200, 'application/json', null, '{}')::extensions.http_response")}
${nothing('extensions.http_post(uri varchar, content varchar, content_type varchar)', 'extensions.http_response', "row(200, 'application/json', null, '{}')::extensions.http_response")}
${nothing('extensions.http_header(field varchar, value varchar)', 'extensions.http_header', 'row($1, $2)::extensions.http_header')}`

const PGMQ = `create schema if not exists pgmq;
do $stub$ begin create type pgmq.message_record as (msg_id bigint, read_ct int, enqueued_at timestamptz, vt timestamptz, message jsonb); exception when duplicate_object then null; end $stub$;
create or replace function pgmq.create(queue_name text) returns void language plpgsql as $stub$ begin
  execute format('create table if not exists pgmq.%I (msg_id bigint generated always as identity primary key, read_ct int not null default 0, enqueued_at timestamptz not null default now(), vt timestamptz not null default now(), message jsonb)', 'q_' || lower(queue_name));
  execute format('create table if not exists pgmq.%I (msg_id bigint primary key, read_ct int not null default 0, enqueued_at timestamptz not null default now(), archived_at timestamptz not null default now(), vt timestamptz not null, message jsonb)', 'a_' || lower(queue_name));
end $stub$;
${nothing('pgmq.drop_queue(queue_name text)', 'boolean', 'true')}
${nothing('pgmq.send(queue_name text, msg jsonb, delay int default 0)', 'setof bigint', '1::bigint')}
${nothing('pgmq.delete(queue_name text, msg_id bigint)', 'boolean', 'true')}
${nothing('pgmq.archive(queue_name text, msg_id bigint)', 'boolean', 'true')}
${nothing('pgmq.read(queue_name text, vt int, qty int)', 'setof pgmq.message_record', 'null::pgmq.message_record limit 0')}
${nothing('pgmq.pop(queue_name text)', 'setof pgmq.message_record', 'null::pgmq.message_record limit 0')}`

const JWT = `create schema if not exists extensions;
${nothing("extensions.sign(payload json, secret text, algorithm text default 'HS256')", 'text', "''::text")}
create or replace function extensions.verify(token text, secret text, algorithm text default 'HS256') returns table (header json, payload json, valid boolean) language sql as $stub$ select null::json, null::json, false $stub$;`

/** Kept as text, of whatever length; the distance between any two is one. */
const VECTOR = ['vector', 'halfvec', 'sparsevec']
  .flatMap(name => [
    `create type ${name};`,
    `create function ${name}_in(cstring) returns ${name} immutable strict language internal as 'textin';`,
    `create function ${name}_out(${name}) returns cstring immutable strict language internal as 'textout';`,
    `create function ${name}_typmod(cstring[]) returns integer immutable strict language internal as 'varchartypmodin';`,
    `create type ${name} (input = ${name}_in, output = ${name}_out, typmod_in = ${name}_typmod, internallength = variable, storage = extended);`,
    `create cast (text as ${name}) without function as assignment; create cast (${name} as text) without function as assignment;`,
    ...['<->', '<=>', '<#>', '<+>'].map(
      (sign, at) => `${nothing(`${name}_distance_${at}(${name}, ${name})`, 'double precision', '1::double precision')}
create operator ${sign} (leftarg = ${name}, rightarg = ${name}, function = ${name}_distance_${at});`,
    ),
  ])
  .join('\n')

/** What stands in for an extension that the engine lacks: its names, so that what refers to them loads. `''`: nothing refers to it. */
export const STUBS: Readonly<Record<string, string>> = {
  pg_cron: CRON,
  pg_net: NET,
  supabase_vault: VAULT,
  vault: VAULT,
  http: HTTP,
  pgmq: PGMQ,
  pgjwt: JWT,
  pg_graphql: 'create schema if not exists graphql;',
  pgsodium: 'create schema if not exists pgsodium;',
  pg_stat_statements: '',
  pg_stat_monitor: '',
  pg_hashids: '',
  pgaudit: '',
  plpgsql: '',
  plpgsql_check: '',
  hypopg: '',
  index_advisor: '',
  pg_repack: '',
  pg_jsonschema: `create schema if not exists extensions;
${nothing('extensions.json_matches_schema(schema json, instance json)', 'boolean', 'true')}
${nothing('extensions.jsonb_matches_schema(schema json, instance jsonb)', 'boolean', 'true')}`,
  moddatetime: `create schema if not exists extensions;
create or replace function extensions.moddatetime() returns trigger language plpgsql as $stub$ begin new := jsonb_populate_record(new, jsonb_build_object(tg_argv[0], now())); return new; end $stub$;`,
  vector: `do $once$ begin if to_regtype('vector') is null then execute $make$${VECTOR}$make$; end if; end $once$;`,
  wrappers: '',
}

/** The platform's own, there without being asked for. */
export const PLATFORM: readonly string[] = [
  CRON,
  NET,
  VAULT,
  'create schema if not exists graphql; create schema if not exists graphql_public;',
]
