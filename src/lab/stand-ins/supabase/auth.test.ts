import { createClient } from '@supabase/supabase-js'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTrial, type Trial } from './supabase.fixture.js'

const SCHEMA = `
create table profiles (id uuid primary key references auth.users on delete cascade, name text, confirmed boolean default false);
alter table profiles enable row level security;
create policy own on profiles for select to authenticated using (id = auth.uid());
create function public.on_user() returns trigger language plpgsql security definer set search_path = '' as $$ begin insert into public.profiles (id, name) values (new.id, new.raw_user_meta_data ->> 'name'); return new; end $$;
create trigger made after insert on auth.users for each row execute function public.on_user();
create function public.on_confirm() returns trigger language plpgsql security definer as $$ begin update public.profiles set confirmed = true where id = new.id; return new; end $$;
create trigger confirmed after update of email_confirmed_at on auth.users for each row execute function public.on_confirm();
`

interface Mail {
  readonly to: string
  readonly type: string
  readonly token: string
  readonly tokenHash: string
  readonly link: string
}

let trial: Trial
beforeAll(async () => {
  trial = await openTrial(SCHEMA)
})
afterAll(() => trial?.close())

const mailTo = async (to: string) => ((await trial.control('mails', { to })) as Mail[]).at(-1) as Mail

test('sign-up runs the triggers of the app; sign-in, refresh, user, sign-out', async () => {
  const db = trial.client()
  const made = await db.auth.signUp({ email: 'Ada@Example.com', password: 'secret-1', options: { data: { name: 'Ada' } } })
  expect(made.error).toBeNull()
  expect(made.data.user).toMatchObject({
    email: 'ada@example.com',
    role: 'authenticated',
    app_metadata: { provider: 'email' },
    user_metadata: { name: 'Ada' },
  })
  expect(made.data.user?.identities).toHaveLength(1)
  expect((await db.from('profiles').select('name, confirmed')).data).toEqual([{ name: 'Ada', confirmed: true }])
  expect((await trial.client().auth.signUp({ email: 'ada@example.com', password: 'secret-1' })).error).toMatchObject({
    status: 422,
    code: 'user_already_exists',
  })
  expect((await trial.client().auth.signUp({ email: 'x@example.com', password: 'abc' })).error).toMatchObject({
    code: 'weak_password',
    reasons: ['length'],
  })
  const other = trial.client()
  expect((await other.auth.signInWithPassword({ email: 'ada@example.com', password: 'wrong-1' })).error).toMatchObject({
    status: 400,
    code: 'invalid_credentials',
  })
  const signed = await other.auth.signInWithPassword({ email: 'ada@example.com', password: 'secret-1' })
  expect(signed.data.session?.expires_in).toBe(3600)
  const claims = await other.auth.getClaims()
  expect(claims.data?.claims).toMatchObject({ email: 'ada@example.com', role: 'authenticated', aal: 'aal1' })
  const fresh = await other.auth.refreshSession()
  expect(fresh.data.session?.refresh_token).not.toBe(signed.data.session?.refresh_token)
  expect((await other.auth.getUser()).data.user?.email).toBe('ada@example.com')
  expect((await other.auth.updateUser({ data: { name: 'Ada L' }, password: 'secret-2' })).data.user?.user_metadata).toEqual({
    name: 'Ada L',
  })
  expect((await other.auth.updateUser({ password: 'secret-2' })).error).toMatchObject({ code: 'same_password' })
  expect((await trial.client().auth.signInWithPassword({ email: 'ada@example.com', password: 'secret-2' })).error).toBeNull()
  const token = fresh.data.session?.access_token ?? ''
  expect((await other.auth.signOut()).error).toBeNull()
  expect((await trial.client().auth.getUser(token)).error).toMatchObject({ name: 'AuthSessionMissingError' })
  expect((await trial.client().auth.getUser('a.b.c')).error).toMatchObject({ status: 403, code: 'bad_jwt' })
  expect((await db.auth.mfa.enroll({ factorType: 'totp' })).error?.code).toMatch(/mfa_totp_enroll_not_enabled|session_not_found/)
  expect((await trial.client().auth.signInAnonymously()).error).toMatchObject({ code: 'anonymous_provider_disabled' })
})

test('without auto-confirm the mail decides', async () => {
  await trial.control('settings', { autoconfirm: false })
  const db = trial.client()
  const made = await db.auth.signUp({ email: 'bo@example.com', password: 'secret-1' })
  expect(made.data).toMatchObject({ session: null, user: { email: 'bo@example.com' } })
  expect((await db.auth.signInWithPassword({ email: 'bo@example.com', password: 'secret-1' })).error).toMatchObject({
    code: 'email_not_confirmed',
  })
  const { token, link } = await mailTo('bo@example.com')
  expect((await db.auth.verifyOtp({ email: 'bo@example.com', token: '000000', type: 'signup' })).error).toMatchObject({
    code: 'otp_expired',
  })
  expect(link).toContain('/auth/v1/verify?token=')
  expect((await db.auth.verifyOtp({ email: 'bo@example.com', token, type: 'signup' })).data.session).toBeTruthy()
  expect((await db.auth.verifyOtp({ email: 'bo@example.com', token, type: 'signup' })).error).toMatchObject({ code: 'otp_expired' })
  const again = await db.auth.signUp({ email: 'bo@example.com', password: 'secret-1' })
  expect(again.data.user?.identities).toEqual([])
  await trial.control('settings', { autoconfirm: true })
})

test('one-time codes, links, recovery', async () => {
  const db = trial.client()
  expect((await db.auth.signInWithOtp({ email: 'no@example.com', options: { shouldCreateUser: false } })).error).toMatchObject({
    code: 'otp_disabled',
  })
  expect((await db.auth.signInWithOtp({ email: 'otp@example.com' })).error).toBeNull()
  const { token } = await mailTo('otp@example.com')
  expect((await db.auth.verifyOtp({ email: 'otp@example.com', token, type: 'email' })).data.user?.email).toBe('otp@example.com')
  expect((await db.auth.resetPasswordForEmail('otp@example.com', { redirectTo: 'http://127.0.0.1:3000/reset' })).error).toBeNull()
  const link = new URL((await mailTo('otp@example.com')).link)
  const answer = await trial.send(link.pathname + link.search)
  expect(answer.status).toBe(303)
  expect(answer.headers.get('location')).toMatch(/^http:\/\/127\.0\.0\.1:3000\/reset#access_token=.*type=recovery/)
  expect((await trial.send(link.pathname + link.search)).headers.get('location')).toContain('error_code=otp_expired')
  const away = await trial.send('/auth/v1/authorize?provider=google&redirect_to=https://evil.example/x')
  expect(away.headers.get('location')).toMatch(/^http:\/\/127\.0\.0\.1:3000\/#access_token/)
})

test('the PKCE flow with an outside provider', async () => {
  const kept = new Map<string, string>()
  const storage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  }
  const db = createClient(trial.url, trial.keys.anonKey, {
    auth: { flowType: 'pkce', storage, autoRefreshToken: false, persistSession: true },
    realtime: { transport: WebSocketStub as never },
  })
  await trial.control('provider', { email: 'goo@example.com', name: 'Goo' })
  const { data } = await db.auth.signInWithOAuth({
    provider: 'google',
    options: { redirectTo: 'http://127.0.0.1:3000/auth/callback', skipBrowserRedirect: true },
  })
  const url = new URL(data.url ?? '')
  const back = new URL((await trial.send(url.pathname + url.search)).headers.get('location') ?? '')
  expect(back.pathname).toBe('/auth/callback')
  const code = back.searchParams.get('code') ?? ''
  const session = await db.auth.exchangeCodeForSession(code)
  expect(session.error).toBeNull()
  expect(session.data.user).toMatchObject({ email: 'goo@example.com', app_metadata: { provider: 'google' } })
  expect(
    (
      await trial.send('/auth/v1/token?grant_type=pkce', {
        method: 'POST',
        headers: { apikey: trial.keys.anonKey },
        body: JSON.stringify({ auth_code: code, code_verifier: 'x' }),
      })
    ).status,
  ).toBe(404)
})

class WebSocketStub {}

test('administers users with the service key only', async () => {
  const admin = trial.client(trial.keys.serviceRoleKey).auth.admin
  expect((await trial.client().auth.admin.listUsers()).error).toMatchObject({ status: 403, code: 'not_admin' })
  const made = await admin.createUser({
    email: 'adm@example.com',
    password: 'secret-1',
    email_confirm: true,
    user_metadata: { name: 'Adm' },
    app_metadata: { role: 'admin' },
  })
  expect(made.data.user?.app_metadata).toMatchObject({ role: 'admin', provider: 'email' })
  const id = made.data.user?.id ?? ''
  expect((await admin.createUser({ email: 'adm@example.com' })).error).toMatchObject({ code: 'email_exists' })
  const { data } = await admin.listUsers({ page: 1, perPage: 2 })
  expect(data.users).toHaveLength(2)
  expect((data as { total: number }).total).toBeGreaterThan(3)
  expect((await admin.getUserById(id)).data.user?.email).toBe('adm@example.com')
  expect((await admin.updateUserById(id, { ban_duration: '24h' })).error).toBeNull()
  expect((await trial.client().auth.signInWithPassword({ email: 'adm@example.com', password: 'secret-1' })).error).toMatchObject({
    code: 'user_banned',
  })
  const link = await admin.generateLink({ type: 'magiclink', email: 'linked@example.com' })
  expect(link.data.properties?.hashed_token).toBeTruthy()
  const session = await trial.client().auth.verifyOtp({ type: 'magiclink', token_hash: link.data.properties?.hashed_token ?? '' })
  expect(session.data.user?.email).toBe('linked@example.com')
  expect((await admin.inviteUserByEmail('inv@example.com')).data.user?.email).toBe('inv@example.com')
  expect((await admin.deleteUser(id)).error).toBeNull()
  expect((await admin.getUserById(id)).error).toMatchObject({ code: 'user_not_found' })
})

test('the lab makes users, tokens and sessions, and puts all back', async () => {
  const user = (await trial.control('user', { email: 'lab@example.com', password: 'secret-1', appData: { role: 'admin' } })) as {
    id: string
  }
  const token = String(await trial.control('token', { email: 'lab@example.com', claims: { org: 'a' } }))
  expect((await trial.client().auth.getUser(token)).data.user?.id).toBe(user.id)
  const session = (await trial.control('session', { user: user.id })) as { refresh_token: string }
  expect((await trial.client().auth.refreshSession({ refresh_token: session.refresh_token })).data.user?.id).toBe(user.id)
  expect(await trial.control('users')).toContainEqual(expect.objectContaining({ email: 'lab@example.com' }))
  await trial.control('reset')
  expect((await trial.client().auth.refreshSession({ refresh_token: session.refresh_token })).data.user?.id).toBe(user.id)
  expect((await trial.client().auth.getUser(token)).data.user?.id).toBe(user.id)
  expect((await trial.client().auth.refreshSession({ refresh_token: `${session.refresh_token.slice(0, -3)}abc` })).error).toMatchObject({
    code: 'refresh_token_not_found',
  })
  expect(await trial.control('session', { id: 'cust_1', email: 'Fresh@example.com' })).toMatchObject({
    user: { email: 'fresh@example.com' },
  })
  expect((await trial.client().auth.signUp({ email: 'after@example.com', password: 'secret-1' })).error).toBeNull()
})

test('a trigger that fails is the database error that the real service reports', async () => {
  await trial.database.run(
    `create function public.breaks() returns trigger language plpgsql as $$ begin insert into no_such_table values (1); return new; end $$; create trigger breaks before insert on auth.users for each row when (new.email = 'bad@example.com') execute function public.breaks();`,
  )
  expect((await trial.client().auth.signUp({ email: 'bad@example.com', password: 'secret-1' })).error).toMatchObject({
    status: 500,
    code: 'unexpected_failure',
    message: 'Database error saving new user',
  })
  expect(await trial.control('troubles')).toEqual([expect.stringContaining('no_such_table')])
})
