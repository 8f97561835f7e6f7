import { beforeAll, expect, it } from 'vitest'
import { readCondition } from './condition.js'
import { loadGrammar } from './grammar.js'

beforeAll(loadGrammar)

it.each([
  ['true', 'anyone', true],
  ['1 = 1', 'anyone', true],
  ['false', 'nobody', false],
  ['published = true', 'anyone', false],
  ["bucket_id = 'a' and (storage.foldername(name))[1] = 'public'", 'anyone', false],
  ["auth.role() = 'authenticated'", 'signed-in', true],
  ['(select auth.uid()) is not null', 'signed-in', true],
  ["auth.role() in ('anon', 'authenticated')", 'anyone', true],
  ["auth.role() = 'service_role'", 'some', true],
  ["(auth.jwt() ->> 'role') = 'service_role'", 'some', true],
  ['auth.uid() = user_id', 'some', false],
  ['auth.uid() = user_id or true', 'anyone', true],
  ['auth.uid() = user_id or is_public', 'anyone', false],
  ["auth.uid() is not null and status = 'open'", 'signed-in', false],
  ["public.has_role(auth.uid(), 'admin')", 'some', false],
  ['exists (select 1 from orders o where o.id = order_id)', 'some', false],
] as const)('%s lets %s through', (sql, who, everyRow) => {
  expect(readCondition(sql)).toMatchObject({ who, everyRow })
})

it('names the columns and claims that decide', () => {
  expect(readCondition("(select auth.uid())::text = user_id::text or lower(customer_email) = auth.jwt() ->> 'email'")).toMatchObject({
    identity: ['user_id'],
    session: ['user_id', 'customer_email'],
    claims: [{ kind: 'email', column: 'customer_email' }],
  })
  expect(readCondition("(auth.jwt() -> 'user_metadata' ->> 'role') = 'admin'").claims).toMatchObject([{ kind: 'user' }])
  expect(readCondition("(auth.jwt() -> 'app_metadata' ->> 'role') = 'admin'").claims).toEqual([])
  expect(readCondition("bucket_id in ('a', 'b')").buckets).toEqual(['a', 'b'])
  // The column of a query inside is not one of this table.
  expect(readCondition('exists (select 1 from members m where m.user_id = auth.uid())').identity).toEqual([])
})

it('lets nobody through where there is no condition', () => {
  expect(readCondition(undefined).who).toBe('nobody')
})
