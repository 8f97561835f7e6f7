import { expect, test } from 'vitest'
import check from './definer-function.js'
import { linesOf, problemsIn } from './schema.fixture.js'

const body = (text: string, head = 'p_id uuid', options = "security definer set search_path = ''") =>
  `create function act(${head}) returns void language plpgsql ${options} as $$ begin ${text} end $$;`

test('finds writes that ask nobody, graver where money or people are concerned', async () => {
  expect(linesOf(await problemsIn(check, body("update orders set status = 'paid' where id = p_id;")))).toEqual(['1 high'])
  expect(linesOf(await problemsIn(check, body('delete from cache where expired;', '')))).toEqual(['1 medium'])
})

test('is not taken in by a comment that speaks of the check', async () => {
  expect(linesOf(await problemsIn(check, body('-- TODO: compare with auth.uid()\n delete from orders where id = p_id;')))).toEqual([
    '1 high',
  ])
})

test('finds a search_path left to the caller', async () => {
  expect(linesOf(await problemsIn(check, body('perform 1;', '', 'security definer')))).toEqual(['1 medium'])
  expect(
    linesOf(
      await problemsIn(
        check,
        'create function on_sign_up() returns trigger language plpgsql security definer as $$ begin insert into profiles values (new.id); return new; end $$;',
      ),
    ),
  ).toEqual(['1 low'])
})

test.each([
  ['one that asks who calls', body('delete from orders where id = p_id and user_id = auth.uid();')],
  ['one that asks for a role', body("if not has_role('admin') then raise exception 'no'; end if; delete from orders;")],
  ['one that reads', body('perform 1 from orders;')],
  ['one that browsers may not call', `${body('delete from orders;')} revoke all on function act(uuid) from public, anon, authenticated;`],
  ['one that counts', body('update posts set view_count = view_count + 1 where id = p_id;')],
  ['one that takes a token', body('delete from invites where token = p_token;', 'p_token text')],
  ["one with the caller's rights", body('delete from orders;', '', '')],
])('passes %s', async (_, sql) => {
  expect(await problemsIn(check, sql)).toEqual([])
})
