import type { Session } from '#database/engine/database'
import type { Asker } from './actors.js'

/** One statement as one actor, undone at once. */
export interface Trial {
  readonly asker: Asker
  readonly sql: string
  /** A value looked at by us before and after: the statement did something if it differs. */
  readonly watch?: string
  /** Done by us before, without triggers. */
  readonly before?: string
  /** The first of a group that works ends the group. */
  readonly group?: string
  /** Only where an earlier one of the group passed every rule and met a constraint: without triggers, foreign keys among them. */
  readonly withoutTriggers?: boolean
  /** The value that it tries to put in. */
  readonly value?: unknown
}

/** What came of it. */
export interface Tried {
  readonly trial: Trial
  /** It ran, touched a row, and what we watch shows it. */
  readonly worked: boolean
  readonly rows: number
  /** SQLSTATE of the refusal. */
  readonly code: string | undefined
  readonly message: string | undefined
  /** What was watched, before and after. */
  readonly was: string | null
  readonly became: string | null
}

const DONE = 'SW000'
const BATCH = 60

/** In the order given; those that their group made needless are left out. */
export async function tryAll(session: Session, trials: readonly Trial[]): Promise<Tried[]> {
  const tried: Tried[] = []
  const finished = new Set<string>()
  for (let start = 0; start < trials.length; start += BATCH) {
    const batch = trials.slice(start, start + BATCH).filter(trial => trial.group === undefined || !finished.has(trial.group))
    const steps = batch.map(({ asker, sql, watch, before, group, withoutTriggers }, index) => ({
      index,
      role: asker.role,
      claims: JSON.stringify(asker.claims),
      sub: asker.claims['sub'] ?? '',
      email: asker.claims['email'] ?? '',
      sql,
      watch,
      before,
      group,
      replica: withoutTriggers,
    }))
    const { rows } = await session.query<Row>('select * from pg_temp.seaworthy_try($1::jsonb)', [JSON.stringify(steps)])
    for (const row of rows) {
      const trial = batch[Number(row.step)]!
      const ran = row.code === DONE
      const worked = ran && Number(row.touched) > 0 && (trial.watch === undefined || row.was !== row.became)
      if ((worked || (row.code === '42501' && row.message.startsWith('permission denied'))) && trial.group !== undefined)
        finished.add(trial.group)
      tried.push({
        trial,
        worked,
        rows: ran ? Number(row.touched) : 0,
        code: ran ? undefined : row.code,
        message: ran ? undefined : row.message,
        was: row.was,
        became: row.became,
      })
    }
  }
  return tried
}

interface Row {
  readonly step: number
  readonly touched: string | number | null
  readonly was: string | null
  readonly became: string | null
  readonly code: string
  readonly message: string
}

/** Makes what `tryAll` calls; it goes when the rehearsal ends. A subtransaction for each trial takes everything back, the role included. */
export const PREPARE = `
create function pg_temp.seaworthy_try(steps jsonb) returns table (step int, touched bigint, was text, became text, code text, message text) language plpgsql as $seaworthy$
#variable_conflict use_variable
declare
  item jsonb;
  finished text[] := '{}';
  stopped text[] := '{}';
begin
  for item in select value from jsonb_array_elements(steps) loop
    if item->>'group' = any (finished) then continue; end if;
    if coalesce((item->>'replica')::boolean, false) and not (item->>'group' = any (stopped)) then continue; end if;
    step := (item->>'index')::int; touched := null; was := null; became := null;
    begin
      if item->>'before' is not null then
        perform set_config('session_replication_role', 'replica', true);
        execute item->>'before';
        perform set_config('session_replication_role', 'origin', true);
      end if;
      if item->>'watch' is not null then execute item->>'watch' into was; end if;
      if coalesce((item->>'replica')::boolean, false) then perform set_config('session_replication_role', 'replica', true); end if;
      perform set_config('request.jwt.claims', item->>'claims', true), set_config('request.jwt.claim.sub', item->>'sub', true),
        set_config('request.jwt.claim.role', item->>'role', true), set_config('request.jwt.claim.email', item->>'email', true), set_config('role', item->>'role', true);
      execute item->>'sql';
      get diagnostics touched = row_count;
      -- Foreign keys and deferred triggers speak now, not at a commit that never comes.
      set constraints all immediate;
      perform set_config('role', 'none', true);
      if item->>'watch' is not null then execute item->>'watch' into became; end if;
      raise exception using errcode = '${DONE}', message = 'done';
    exception when others then
      get stacked diagnostics code = returned_sqlstate, message = message_text;
    end;
    if code = '${DONE}' and touched > 0 and (item->>'watch' is null or was is distinct from became) and item->>'group' is not null then finished := finished || (item->>'group'); end if;
    -- Who has no right to it at all has none to the next row either.
    if code = '42501' and message like 'permission denied%' and item->>'group' is not null then finished := finished || (item->>'group'); end if;
    if code like '23%' and item->>'group' is not null then stopped := stopped || (item->>'group'); end if;
    return next;
  end loop;
end $seaworthy$`
