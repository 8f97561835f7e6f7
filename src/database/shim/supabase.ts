import { PLATFORM } from './extensions.js'

const role = (name: string, options: string) =>
  `do $shim$ begin if not exists (select 1 from pg_roles where rolname = '${name}') then create role ${name} ${options}; end if; end $shim$;`

const CLIENTS = 'anon, authenticated, service_role'

/** Source: https://supabase.com/docs/guides/database/postgres/roles */
const ROLES = [
  ['anon', 'nologin noinherit'],
  ['authenticated', 'nologin noinherit'],
  ['service_role', 'nologin noinherit bypassrls'],
  ['authenticator', 'noinherit login'],
  ['supabase_admin', 'nologin'],
  ['supabase_auth_admin', 'nologin noinherit createrole'],
  ['supabase_storage_admin', 'nologin noinherit createrole'],
  ['supabase_functions_admin', 'nologin noinherit'],
  ['supabase_realtime_admin', 'nologin noinherit'],
  ['supabase_replication_admin', 'nologin'],
  ['supabase_read_only_user', 'nologin bypassrls'],
  ['dashboard_user', 'nologin createrole'],
  ['pgbouncer', 'nologin'],
  ['postgres', 'nologin'],
] as const

/** The platform as it is before an app's first migration: roles, schemas, and the functions and tables that migrations name. */
export const SUPABASE = `
${ROLES.map(([name, options]) => role(name, options)).join('\n')}
grant ${CLIENTS} to authenticator;
create schema if not exists auth; create schema if not exists storage; create schema if not exists extensions;
create schema if not exists realtime; create schema if not exists _realtime; create schema if not exists supabase_functions;
create schema if not exists supabase_migrations;
create extension if not exists "uuid-ossp" with schema extensions;
create extension if not exists pgcrypto with schema extensions;
${PLATFORM.join('\n')}

do $shim$ begin
  create type auth.aal_level as enum ('aal1', 'aal2', 'aal3');
  create type auth.factor_type as enum ('totp', 'webauthn', 'phone');
  create type auth.factor_status as enum ('unverified', 'verified');
  create type auth.code_challenge_method as enum ('s256', 'plain');
end $shim$;
create table auth.users (
  instance_id uuid, id uuid not null primary key, aud varchar(255), role varchar(255), email varchar(255),
  encrypted_password varchar(255), email_confirmed_at timestamptz, invited_at timestamptz,
  confirmation_token varchar(255), confirmation_sent_at timestamptz, recovery_token varchar(255), recovery_sent_at timestamptz,
  email_change_token_new varchar(255), email_change varchar(255), email_change_sent_at timestamptz, last_sign_in_at timestamptz,
  raw_app_meta_data jsonb, raw_user_meta_data jsonb, is_super_admin boolean, created_at timestamptz, updated_at timestamptz,
  phone text unique default null, phone_confirmed_at timestamptz, phone_change text default '', phone_change_token varchar(255) default '',
  phone_change_sent_at timestamptz, confirmed_at timestamptz generated always as (least(email_confirmed_at, phone_confirmed_at)) stored,
  email_change_token_current varchar(255) default '', email_change_confirm_status smallint default 0, banned_until timestamptz,
  reauthentication_token varchar(255) default '', reauthentication_sent_at timestamptz,
  is_sso_user boolean not null default false, deleted_at timestamptz, is_anonymous boolean not null default false);
create unique index users_email_partial_key on auth.users (email) where is_sso_user = false;
create table auth.identities (
  provider_id text not null, user_id uuid not null references auth.users on delete cascade, identity_data jsonb not null,
  provider text not null, last_sign_in_at timestamptz, created_at timestamptz, updated_at timestamptz,
  email text generated always as (lower(identity_data ->> 'email')) stored, id uuid not null default gen_random_uuid() primary key,
  unique (provider_id, provider));
create table auth.sessions (
  id uuid not null primary key, user_id uuid not null references auth.users on delete cascade, created_at timestamptz, updated_at timestamptz,
  factor_id uuid, aal auth.aal_level, not_after timestamptz, refreshed_at timestamp, user_agent text, ip inet, tag text);
create table auth.refresh_tokens (
  instance_id uuid, id bigserial primary key, token varchar(255) unique, user_id varchar(255), revoked boolean,
  created_at timestamptz, updated_at timestamptz, parent varchar(255), session_id uuid references auth.sessions on delete cascade);
create table auth.mfa_factors (
  id uuid not null primary key, user_id uuid not null references auth.users on delete cascade, friendly_name text,
  factor_type auth.factor_type not null, status auth.factor_status not null, created_at timestamptz not null, updated_at timestamptz not null, secret text, phone text);
create table auth.audit_log_entries (instance_id uuid, id uuid not null primary key, payload json, created_at timestamptz, ip_address varchar(64) not null default '');
do $shim$ declare item text; begin
  foreach item in array array['users', 'identities', 'sessions', 'refresh_tokens', 'mfa_factors', 'audit_log_entries'] loop
    execute format('alter table auth.%I enable row level security', item);
  end loop;
end $shim$;
create function auth.uid() returns uuid language sql stable as $shim$
  select coalesce(nullif(current_setting('request.jwt.claim.sub', true), ''), (nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub'))::uuid $shim$;
create function auth.role() returns text language sql stable as $shim$
  select coalesce(nullif(current_setting('request.jwt.claim.role', true), ''), (nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'role'))::text $shim$;
create function auth.email() returns text language sql stable as $shim$
  select coalesce(nullif(current_setting('request.jwt.claim.email', true), ''), (nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'email'))::text $shim$;
create function auth.jwt() returns jsonb language sql stable as $shim$
  select coalesce(nullif(current_setting('request.jwt.claim', true), ''), nullif(current_setting('request.jwt.claims', true), ''))::jsonb $shim$;

create table storage.buckets (
  id text not null primary key, name text not null unique, owner uuid, created_at timestamptz default now(), updated_at timestamptz default now(),
  public boolean default false, avif_autodetection boolean default false, file_size_limit bigint, allowed_mime_types text[], owner_id text, type text default 'STANDARD');
create table storage.objects (
  id uuid not null default gen_random_uuid() primary key, bucket_id text references storage.buckets, name text, owner uuid,
  created_at timestamptz default now(), updated_at timestamptz default now(), last_accessed_at timestamptz default now(), metadata jsonb,
  path_tokens text[] generated always as (string_to_array(name, '/')) stored, version text, owner_id text, user_metadata jsonb, level integer);
create unique index bucketid_objname on storage.objects (bucket_id, name);
create table storage.migrations (id integer primary key, name varchar(100) not null unique, hash varchar(40) not null, executed_at timestamp default current_timestamp);
alter table storage.buckets enable row level security; alter table storage.objects enable row level security; alter table storage.migrations enable row level security;
create function storage.foldername(name text) returns text[] language plpgsql immutable as $shim$
  declare parts text[] := string_to_array(name, '/'); begin return parts[1:array_length(parts, 1) - 1]; end $shim$;
create function storage.filename(name text) returns text language plpgsql immutable as $shim$
  declare parts text[] := string_to_array(name, '/'); begin return parts[array_length(parts, 1)]; end $shim$;
create function storage.extension(name text) returns text language plpgsql immutable as $shim$
  begin return reverse(split_part(reverse(storage.filename(name)), '.', 1)); end $shim$;
create function storage.search(prefix text, bucketname text, limits int default 100, levels int default 1, offsets int default 0)
  returns table (name text, id uuid, updated_at timestamptz, created_at timestamptz, last_accessed_at timestamptz, metadata jsonb) language sql stable as $shim$
  select name, id, updated_at, created_at, last_accessed_at, metadata from storage.objects where bucket_id = bucketname and name like prefix || '%' limit limits offset offsets $shim$;

create table realtime.messages (
  topic text not null, extension text not null, payload jsonb, event text, private boolean default false,
  updated_at timestamp not null default now(), inserted_at timestamp not null default now(), id uuid not null default gen_random_uuid(), primary key (id, inserted_at));
alter table realtime.messages enable row level security;
create function realtime.topic() returns text language sql stable as $shim$ select nullif(current_setting('realtime.topic', true), '')::text $shim$;
create function realtime.send(payload jsonb, event text, topic text, private boolean default true) returns void language sql as $shim$
  insert into realtime.messages (payload, event, topic, private, extension) values ($1, $2, $3, $4, 'broadcast') $shim$;
create function realtime.broadcast_changes(topic_name text, event_name text, operation text, table_name text, table_schema text, new record, old record, level text default 'ROW')
  returns void language plpgsql as $shim$ begin perform realtime.send(jsonb_build_object('operation', operation), event_name, topic_name); end $shim$;
create function supabase_functions.http_request() returns trigger language plpgsql as $shim$ begin return coalesce(new, old); end $shim$;
create publication supabase_realtime;

grant usage on schema public, auth, storage, extensions, realtime, graphql_public, supabase_functions, net to ${CLIENTS}, postgres;
grant all on schema public to postgres;
grant execute on all functions in schema auth, storage, extensions, realtime, net, supabase_functions to ${CLIENTS}, postgres;
grant all on storage.buckets, storage.objects to ${CLIENTS}, postgres;
grant select, insert, update on realtime.messages to ${CLIENTS};
grant all on all tables in schema auth to supabase_auth_admin, dashboard_user, postgres;
grant select, insert, update, delete on all tables in schema auth to service_role;
grant all on all tables in schema storage to supabase_storage_admin;
alter default privileges in schema public grant all on tables to ${CLIENTS}, postgres;
alter default privileges in schema public grant all on functions to ${CLIENTS}, postgres;
alter default privileges in schema public grant all on sequences to ${CLIENTS}, postgres;
alter default privileges in schema storage grant all on tables to ${CLIENTS}, postgres;
`

/** What each migration finds as it starts. */
export const SUPABASE_SESSION = 'reset role; reset all; set search_path = "$user", public, extensions; set client_min_messages = error'
export const PLAIN_SESSION = 'reset role; reset all; set client_min_messages = error'
