import { expect, test } from 'vitest'
import check from './policy-without-owner.js'
import { linesOf, ORDERS, problemsIn } from './schema.fixture.js'

test.each([
  ['by role of the policy', 'for update to authenticated using (true)'],
  ['by role of the token', "for delete using (auth.role() = 'authenticated')"],
  ['by the mere presence of a user', 'for all using ((select auth.uid()) is not null)'],
])('finds changes by anyone signed in, %s', async (_, rest) => {
  expect(linesOf(await problemsIn(check, `${ORDERS}\ncreate policy "p" on orders ${rest};`))).toEqual(['2 critical'])
})

test('names the owner that the condition leaves out', async () => {
  const [found] = await problemsIn(check, `${ORDERS}\ncreate policy "p" on orders for update to authenticated using (true);`)
  expect(found?.help).toContain('`user_id`')
})

test.each([
  ['an owner', 'for update to authenticated using (auth.uid() = user_id)'],
  ['a role', "for all to authenticated using (exists (select 1 from user_roles where user_id = auth.uid() and role = 'admin'))"],
  ['reading only', 'for select to authenticated using (true)'],
  ['adding only', 'for insert to authenticated with check (auth.uid() = user_id)'],
])('passes %s', async (_, rest) => {
  expect(await problemsIn(check, `${ORDERS}\ncreate policy "p" on orders ${rest};`)).toEqual([])
})
