import { expect, test } from 'vitest'
import { linesOf, problemsIn } from './schema.fixture.js'
import check from './self-approval.js'

const BIDS = `create table bids (id uuid primary key, bidder_id uuid references auth.users (id), seller_id uuid references auth.users (id), lot_id uuid, status text default 'pending'); alter table bids enable row level security;`
const BID = 'create policy "Bid" on bids for insert with check (auth.uid() = bidder_id);'
const ANSWER = 'create policy "Answer" on bids for update using (auth.uid() = seller_id);'
const LOTS = 'create table lots (id uuid primary key, holder_id uuid);'

test('finds a row whose sender decides what another should', async () => {
  const found = await problemsIn(check, `${BIDS}\n${BID}\n${ANSWER}`)
  expect(linesOf(found)).toEqual(['2 high'])
  expect(found[0]?.message).toBe('The policy "Bid" lets whoever adds a row of `bids` choose its `status`, which "Answer" gives to others.')
})

test.each([
  [
    'the holder of what the row hangs on',
    ANSWER.replace('auth.uid() = seller_id', 'exists (select 1 from lots where lots.id = lot_id and lots.holder_id = auth.uid())'),
    '2 high',
  ],
  ['staff', ANSWER.replace('auth.uid() = seller_id', 'is_admin(auth.uid())'), '2 medium'],
  ['a default that is set later', `${ANSWER} alter table bids alter column status set default 'requested';`, '2 high'],
])('finds one that is decided by %s', async (_, policy, line) => {
  expect(linesOf(await problemsIn(check, `${LOTS} ${BIDS}\n${BID}\n${policy}`))).toEqual([line])
})

test('reads the default of an enum', async () => {
  const typed = BIDS.replace("text default 'pending'", "bid_state default 'pending'::bid_state")
  expect(await problemsIn(check, `create type bid_state as enum ('pending', 'won'); ${typed} ${BID} ${ANSWER}`)).toHaveLength(1)
})

test.each([
  ['a state that the condition holds', `${BIDS} ${BID.replace('bidder_id)', "bidder_id and status = 'pending')")} ${ANSWER}`],
  ['a row that only its sender changes', `${BIDS} ${BID} ${ANSWER.replace('seller_id', 'bidder_id')}`],
  ['a row that nobody decides on', `${BIDS} ${BID}`],
  ['a state that waits for work', `${BIDS.replace('pending', 'new')} ${BID} ${ANSWER}`],
  ['a state without a default', `${BIDS} ${BID} ${ANSWER} alter table bids alter column status drop default;`],
  ['rows that only staff adds', `${BIDS} ${BID.replace('auth.uid() = bidder_id', 'is_admin(auth.uid())')} ${ANSWER}`],
  ['work for a machine', `${BIDS} ${BID} ${ANSWER}`.replaceAll('bids', 'export_jobs')],
  ['a right that was taken away', `${BIDS} ${BID} ${ANSWER} revoke insert on bids from anon, authenticated;`],
  [
    'a word of staff that a function turns into a deed',
    `${BIDS} ${BID} ${ANSWER.replace('auth.uid() = seller_id', 'is_admin(auth.uid())')} create function approve(bid uuid) returns void language plpgsql security definer as $$ begin update public.bids set status = 'won' where id = bid; insert into wins select bid; end $$;`,
  ],
  [
    'a trigger that sets it',
    `${BIDS} ${BID} ${ANSWER} create function s() returns trigger language plpgsql as $$ begin new.status := 'pending'; return new; end $$; create trigger s before insert on bids for each row execute function s();`,
  ],
])('passes %s', async (_, sql) => {
  expect(await problemsIn(check, sql)).toEqual([])
})
