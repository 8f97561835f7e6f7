import { expect, test } from 'vitest'
import check from './misnamed-policy.js'
import { linesOf, problemsIn } from './schema.fixture.js'

const TABLE = 'create table notifications (id int, body text); alter table notifications enable row level security;'

test.each([
  ['reading by name, adding by command', '"Anyone can view notifications" on notifications for insert with check (true)', 'high'],
  [
    'reading by name, everything by command',
    '"Notifications are viewable by everyone" on notifications for all using (body is not null)',
    'high',
  ],
  [
    'reading by name, deletion by command, for its owner',
    '"Users can view their notifications" on notifications for delete using (auth.uid()::text = body)',
    'medium',
  ],
  [
    'a name that is narrower than the condition',
    '"System can insert notifications" on notifications for insert with check (true)',
    'medium',
  ],
])('finds %s', async (_, policy, severity) => {
  expect(linesOf(await problemsIn(check, `${TABLE}\ncreate policy ${policy};`))).toEqual([`2 ${severity}`])
})

test.each([
  ['a name that tells', '"Anyone can view notifications" on notifications for select using (true)'],
  ['a noun that sounds like a verb', '"Users can log page views" on notifications for insert with check (true)'],
  ['a read that is no reading', '"Recipients can mark notifications as read" on notifications for update using (auth.uid()::text = body)'],
  ['a narrow name with a narrow condition', '"Admins can view notifications" on notifications for all using (is_admin())'],
])('passes %s', async (_, policy) => {
  expect(await problemsIn(check, `${TABLE}\ncreate policy ${policy};`)).toEqual([])
})
