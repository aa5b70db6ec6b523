/**
 * The advisory lock of the epochs. Each append of a cluster holds it shared until its commit, and a new epoch takes it
 * exclusively. So when a new epoch has begun, all entries of earlier ones are visible, and no more will come.
 */
export const EPOCH_LOCK = 7_263_013;

/** The first number of the advisory locks that running instances hold; the second is the instance's own. */
export const INSTANCE_LOCKS = 7_263_014;

// The row with the empty name is in an unlogged table, so it is gone after a crash, like the counters.
const BEGIN_EPOCH = `
    insert into limit_counters (name, epoch, covers_ms, used, times, costs, expires_ms)
    values ('', v_number, 0, 0, '{}', '{}', 9007199254740991)
    on conflict (name) do update set epoch = v_number`;

/** Ends the epoch `p_number`, if it is still the current one. Returns the number of the new epoch, or null. */
const END_EPOCH = `
create or replace function end_epoch(p_number bigint, p_store text, p_run_id text) returns bigint language plpgsql as $$
declare
  v_number bigint;
begin
  perform pg_advisory_xact_lock(${EPOCH_LOCK});
  update epochs set number = number + 1, store = p_store, redis_run_id = p_run_id, changed_at = clock_timestamp()
  where shard = 0 and number = p_number returning number into v_number;
  if v_number is not null then ${BEGIN_EPOCH};
  end if;
  return v_number;
end $$`;

/**
 * Removes instances that have ended without a goodbye, and ends the current epoch if there were any: what they had counted
 * and not logged doesn't count. Returns the number of the new epoch, or null.
 */
const REMOVE_INSTANCES = `
create or replace function remove_dead_instances(p_ids text[]) returns bigint language plpgsql as $$
declare
  v_number bigint;
begin
  perform pg_advisory_xact_lock(${EPOCH_LOCK});
  delete from instances where id = any(p_ids);
  if not found then return null; end if;
  update epochs set number = number + 1, store = 'postgresql', redis_run_id = null, changed_at = clock_timestamp()
  where shard = 0 returning number into v_number;
  ${BEGIN_EPOCH};
  return v_number;
end $$`;

/** Ends the current epoch, with a number that is later than `p_number`. */
const SKIP_EPOCHS = `
create or replace function skip_epochs(p_number bigint) returns void language plpgsql as $$
declare
  v_number bigint;
begin
  perform pg_advisory_xact_lock(${EPOCH_LOCK});
  update epochs set number = greatest(number, p_number) + 1, store = 'postgresql', redis_run_id = null,
    changed_at = clock_timestamp() where shard = 0 returning number into v_number;
  ${BEGIN_EPOCH};
end $$`;

export const EPOCH_FUNCTIONS = [END_EPOCH, REMOVE_INSTANCES, SKIP_EPOCHS];
