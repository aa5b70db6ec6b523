/** How far the clock that all instances share may be from the caller's. */
export const BELIEVED_APART_MS = 500;

/** How many different milliseconds a window keeps apart, and in how many steps of time it is divided beyond that. */
const MOST_TIMES = 4096;
const STEPS = 2048;

// What was accepted in a time, from the request log. Each kind of subject has an index of its own.
const ofSubject = (condition: string) => `
    return query select least((extract(epoch from r.at) * 1000)::bigint, p_now), r.cost::bigint from requests r
    where ${condition} and r.cost > 0
      and r.at > to_timestamp(p_after / 1000.0) and (p_until is null or r.at <= to_timestamp(p_until / 1000.0));`;

/** The times and costs of a subject's accepted requests. Those of the future count as of now. */
const ACCEPTED = `
create or replace function accepted_between(
  p_kind text, p_id text, p_environment text, p_after bigint, p_until bigint, p_now bigint
) returns table (at_ms bigint, cost bigint) language plpgsql as $$
begin
  if p_kind = 'key' then ${ofSubject("r.key_id = p_id")}
  elsif p_kind = 'user' then ${ofSubject("r.user_id = p_id")}
  else ${ofSubject("r.workspace_id = p_id and r.environment = p_environment and r.key_id is not null")}
  end if;
end $$`;

/**
 * A window's times and costs as two arrays. Work has a bound, so if there are too many different milliseconds, those of a
 * step of time count as its end: nothing counts for a shorter time than it should.
 */
const COLLECT = `
create or replace function collect_costs(p_times bigint[], p_costs bigint[], p_covers bigint, p_now bigint, out times bigint[], out costs bigint[])
language sql immutable as $$
  select coalesce(array_agg(e.at_ms order by e.at_ms), '{}'), coalesce(array_agg(e.cost order by e.at_ms), '{}') from (
    select case when cardinality(p_times) <= ${MOST_TIMES} then k.at_ms
      else least(p_now, k.at_ms + v.step - 1 - mod(k.at_ms - 1, v.step)) end as at_ms, sum(k.cost)::bigint as cost
    from unnest(p_times, p_costs) as k (at_ms, cost), (select greatest(1, p_covers / ${STEPS}) as step) v
    where k.at_ms > p_now - p_covers and k.cost > 0 group by 1) e
$$`;

// A counter that isn't of this epoch, or doesn't go back far enough, gets what it lacks from the log. What it has already
// isn't read again, because some of it isn't logged yet.
const REBUILD = `
  for v_row in
    select b.*, w.epoch = v_epoch as known, w.covers_ms from unnest(p_names, p_kinds, p_ids, p_environments, p_starts, p_covers)
      as b (name, kind, id, environment, start_ms, asked_ms) join limit_counters w on w.name = b.name
    where w.epoch <> v_epoch or w.covers_ms < b.asked_ms
  loop
    if v_row.kind = 'month' then
      update limit_counters w set epoch = v_epoch, covers_ms = 0, times = '{}', costs = '{}', used = (
        select coalesce(sum(h.cost), 0) from usage_hours h where h.workspace_id = v_row.id
          and h.environment = v_row.environment and h.hour >= to_timestamp(v_row.start_ms / 1000.0))
      where w.name = v_row.name;
    else
      v_kept_after := case when v_row.known then v_at - v_row.covers_ms end;
      update limit_counters w set epoch = v_epoch, covers_ms = v_row.asked_ms, used = 0, (times, costs) = (
        select c.times, c.costs from (
          select array_agg(a.at_ms) as times, array_agg(a.cost) as costs from (
            select * from accepted_between(v_row.kind, v_row.id, v_row.environment, v_at - v_row.asked_ms, v_kept_after, v_at)
            union all
            select k.at_ms, k.cost from unnest(w.times, w.costs) as k (at_ms, cost) where k.at_ms > v_kept_after
          ) a) found cross join lateral collect_costs(found.times, found.costs, v_row.asked_ms, v_at) c)
      where w.name = v_row.name;
    end if;
  end loop;`;

// The wait of a policy that is exceeded by v_over: until that much has left its window. What this call has accepted leaves
// last. It is the same for all requests of a call with the same policy and cost.
const WAIT = `
        if v_counter is distinct from v_waited_counter or v_over is distinct from v_waited_over then
          v_waited_counter := v_counter;
          v_waited_over := v_over;
          select e.at_ms + p_spans[v_counter] - v_at into v_wait from (
            select k.at_ms, sum(k.cost) over (order by k.at_ms) as freed
            from limit_counters w cross join lateral unnest(w.times, w.costs) as k (at_ms, cost)
            where w.name = p_names[p_buckets[v_counter]] and k.at_ms > v_at - p_spans[v_counter]
          ) e where e.freed >= v_over order by e.at_ms limit 1;
        end if;
        v_waits[p] := coalesce(v_wait, p_spans[v_counter]);`;

const DECIDE_EACH = `
  for i in 1..cardinality(p_costs) loop
    v_fits := true;
    for p in p_firsts[i]..coalesce(p_firsts[i + 1], cardinality(p_counters) + 1) - 1 loop
      v_counter := p_counters[p];
      v_over := v_base[v_counter] + v_fresh[p_buckets[v_counter]] + p_costs[i] - p_limits[p];
      if p_costs[i] > 0 and v_over > 0 then
        v_fits := false;
        ${WAIT}
      end if;
    end loop;
    for p in p_firsts[i]..coalesce(p_firsts[i + 1], cardinality(p_counters) + 1) - 1 loop
      v_bucket := p_buckets[p_counters[p]];
      if v_fits or p_forced[i] then v_fresh[v_bucket] := v_fresh[v_bucket] + p_costs[i]; end if;
      v_used[p] := v_base[p_counters[p]] + v_fresh[v_bucket];
    end loop;
    v_accepted[i] := v_fits;
  end loop;`;

const STORE = `
  update limit_counters w set used = w.used + b.fresh, expires_ms = greatest(w.expires_ms, b.end_ms, v_at + w.covers_ms + 60000),
    (times, costs) = (select c.times, c.costs from collect_costs(
      case when b.kind = 'month' then '{}' else w.times || v_at end,
      case when b.kind = 'month' then '{}' else w.costs || b.fresh end, w.covers_ms, v_at) c)
  from unnest(p_names, p_kinds, p_ends, v_fresh) as b (name, kind, end_ms, fresh)
  where w.name = b.name and (b.fresh > 0 or w.expires_ms = 0);`;

/**
 * Decides requests of one instance, one after the other, with the counters of \`limit_counters\`. The parameters describe
 * counter rows, then windows in them (0: a month), then requests, then their policies. The rows are locked in the order of
 * their names, and only then the epoch is read: so no row can be of a later epoch. The time is
 * PostgreSQL's, so that it is the same for all instances, or the caller's if they are too far apart: then PostgreSQL's clock
 * was set. It is never earlier than what a row already has. Returns null if a row was removed before it was locked, because
 * nothing counted in it: then the caller calls again. Inserting it here, with locks on the others, could be a deadlock.
 */
const DECIDE = `
create or replace function decide_limits(
  p_now bigint,
  p_names text[], p_kinds text[], p_ids text[], p_environments text[], p_starts bigint[], p_ends bigint[], p_covers bigint[],
  p_buckets int[], p_spans bigint[],
  p_costs bigint[], p_forced boolean[], p_firsts int[],
  p_counters int[], p_limits bigint[]
) returns jsonb language plpgsql as $$
declare
  v_epoch bigint; v_store text; v_clock bigint; v_at bigint; v_row record; v_kept_after bigint;
  v_base bigint[]; v_oldest bigint[]; v_fresh bigint[] := array_fill(0::bigint, array[cardinality(p_names)]);
  v_used bigint[] := '{}'; v_waits bigint[] := array_fill(null::bigint, array[cardinality(p_counters)]);
  v_accepted boolean[] := '{}'; v_fits boolean; v_counter int; v_bucket int; v_over bigint;
  v_wait bigint; v_waited_counter int; v_waited_over bigint; v_locked int;
begin
  insert into limit_counters (name, epoch, covers_ms, used, times, costs, expires_ms)
  select n, 0, 0, 0, '{}', '{}', 0 from unnest(p_names) as n
  where not exists (select from limit_counters w where w.name = n) order by n on conflict do nothing;
  perform 1 from limit_counters w where w.name = any(p_names) order by w.name for update;
  get diagnostics v_locked = row_count;
  if v_locked < cardinality(p_names) then return null; end if;
  select e.number, e.store into v_epoch, v_store from epochs e where e.shard = 0;
  if v_store <> 'postgresql' or not exists (select from limit_counters w where w.name = '' and w.epoch = v_epoch) then
    return jsonb_build_object('epoch', v_epoch, 'store', v_store);
  end if;
  v_clock := floor(extract(epoch from clock_timestamp()) * 1000);
  if abs(v_clock - p_now) > ${BELIEVED_APART_MS} then v_clock := p_now; end if;
  select greatest(v_clock, max(w.times[cardinality(w.times)])) into v_at
  from limit_counters w where w.name = any(p_names) and w.epoch = v_epoch;
  ${REBUILD}
  select array_agg(coalesce(e.used, 0) order by e.n), array_agg(e.oldest order by e.n) into v_base, v_oldest from (
    select c.n, case c.span when 0 then w.used else k.used end as used, case when c.span > 0 then k.oldest end as oldest
    from unnest(p_buckets, p_spans) with ordinality as c (bucket, span, n)
    join limit_counters w on w.name = p_names[c.bucket]
    cross join lateral (
      select sum(t.cost)::bigint as used, min(t.at_ms) filter (where t.cost > 0) as oldest
      from unnest(w.times, w.costs) as t (at_ms, cost) where t.at_ms > v_at - c.span) k) e;
  ${DECIDE_EACH}
  ${STORE}
  return jsonb_build_object('epoch', v_epoch, 'store', v_store, 'at', v_at, 'accepted', v_accepted, 'used', v_used,
    'waits', v_waits, 'oldest', v_oldest);
end $$`;

/** Takes back what a request has counted in its epoch. In a later epoch it never counted, because it wasn't logged. */
const REFUND = `
create or replace function refund_limits(p_epoch bigint, p_at bigint, p_cost bigint, p_names text[])
returns void language plpgsql as $$
begin
  perform 1 from limit_counters w where w.name = any(p_names) order by w.name for update;
  update limit_counters w set used = w.used - p_cost where w.name = any(p_names) and w.epoch = p_epoch and w.covers_ms = 0;
  update limit_counters w
  set costs[array_position(w.times, p_at)] = w.costs[array_position(w.times, p_at)] - p_cost
  where w.name = any(p_names) and w.epoch = p_epoch and array_position(w.times, p_at) is not null;
end $$`;

export const LIMIT_FUNCTIONS = [ACCEPTED, COLLECT, DECIDE, REFUND];
