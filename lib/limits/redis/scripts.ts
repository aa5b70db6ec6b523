import { BELIEVED_APART_MS } from "#db/cluster/decide-function.ts";

// A window is a list. Its first element is `covers:left`: the list has all that was accepted in the last `covers`
// milliseconds, and `left` is the running total of what is older. Every other element is `time:total`: when requests were
// accepted, and the running total up to then. So what counts is the last total minus the total before the window. A month
// is a number. The marker is `epoch:ahead`: whose counters these are, and how far Redis' clock was ahead when they began.

/**
 * How long elements stay after they have left their window, measured from the last element. So a window that gets longer still
 * has what it had when its older rows were read from the log.
 */
const KEPT_MS = 1000;

const READ = `
local function pair(text)
  local first, second = string.match(text, '^(-?%d+):(-?%d+)$')
  return tonumber(first), tonumber(second)
end
local function element(key, index)
  local text = redis.call('LINDEX', key, index)
  if text then return pair(text) end
end
local function text(first, second)
  return string.format('%.0f:%.0f', first, second)
end
local marker = redis.call('GET', KEYS[1])
if not marker then return {'lost', 0} end
local epoch, ahead = string.match(marker, '^(%d+):(-?%d+)$')
if epoch ~= ARGV[1] then return {'lost', tonumber(epoch)} end`;

/**
 * KEYS: marker, counters. ARGV: epoch, time, cost, 1 if forced; then for each counter its span (0: a month) and limit.
 * Returns `decided`, time, 1 if accepted, and for each counter used, time of the oldest (-1: none) and wait (-1: none);
 * or `missing`, time, and for each counter how far it goes back (-1: no further is needed); or `lost` and the marker's epoch.
 * Every read comes before the first write, except that what has left all windows is removed. That and everything else takes
 * a number of steps that hardly grows with the list, because Redis does nothing else meanwhile.
 */
export const DECIDE = `${READ}
local time = redis.call('TIME')
local at = tonumber(ARGV[2])
local apart = math.floor(time[1] * 1000 + time[2] / 1000 - tonumber(ahead)) - at
-- Keys expire by Redis' clock. If it has jumped ahead, some may have expired too early.
if apart > 30000 then return {'lost', tonumber(epoch)} end
-- So the time is the same for all instances, unless Redis' clock was set.
if math.abs(apart) <= ${BELIEVED_APART_MS} then at = at + apart end
local cost, forced = tonumber(ARGV[3]), ARGV[4] == '1'
local spans, limits, covers, lasts, totals = {}, {}, {}, {}, {}
for i = 2, #KEYS do
  spans[i], limits[i] = tonumber(ARGV[2 * i + 1]), tonumber(ARGV[2 * i + 2])
  if spans[i] > 0 then
    covers[i] = element(KEYS[i], 0) or 0
    if covers[i] > 0 then
      lasts[i], totals[i] = element(KEYS[i], -1)
      if redis.call('LLEN', KEYS[i]) > 1 then at = math.max(at, lasts[i]) end
    end
  else
    totals[i] = tonumber(redis.call('GET', KEYS[i]) or nil)
    covers[i] = totals[i] and 0 or -1
  end
end
local missing, any = {'missing', at}, false
for i = 2, #KEYS do
  missing[i + 1] = -1
  if covers[i] < spans[i] or covers[i] < 0 then missing[i + 1] = math.max(covers[i], 0) any = true end
end
if any then return missing end
local answer, accepted = {'decided', at, 1}, true
for i = 2, #KEYS do
  local key, used, oldest, wait = KEYS[i], totals[i], -1, -1
  if spans[i] > 0 then
    local length = redis.call('LLEN', key)
    -- The first element that is later than a time.
    local function after(ms)
      local low, high = 1, length
      while low < high do
        local middle = math.floor((low + high) / 2)
        if element(key, middle) <= ms then low = middle + 1 else high = middle end
      end
      return low
    end
    local needed = lasts[i] - covers[i] - ${KEPT_MS}
    if length > 1 and element(key, 1) + ${KEPT_MS} <= needed then
      local kept = after(needed)
      local _, gone = element(key, kept - 1)
      redis.call('LTRIM', key, kept - 1, -1)
      redis.call('LSET', key, 0, text(covers[i], gone))
      length = length - kept + 1
    end
    local first = after(at - spans[i])
    local _, left = element(key, first - 1)
    used = totals[i] - left
    -- The first element with which at least \`over\` has been accepted within the span. It is usually near the beginning.
    local function reaching(over)
      local low, high, stride = first, first, 1
      while high < length do
        local _, sum = element(key, high)
        if sum - left >= over then break end
        low, high, stride = high + 1, math.min(high + stride, length), stride * 2
      end
      while low < high do
        local middle = math.floor((low + high) / 2)
        local _, sum = element(key, middle)
        if sum - left >= over then high = middle else low = middle + 1 end
      end
      return element(key, low)
    end
    if used > 0 then oldest = reaching(1) end
    if cost > 0 and used + cost > limits[i] then
      wait = cost > limits[i] and spans[i] or reaching(used + cost - limits[i]) + spans[i] - at
    end
  elseif cost > 0 and used + cost > limits[i] then wait = 0 end
  if wait >= 0 then accepted = false end
  local place = 3 * i - 2
  answer[place], answer[place + 1], answer[place + 2] = used, oldest, wait
end
answer[3] = accepted and 1 or 0
if cost == 0 or not (accepted or forced) then return answer end
for i = 2, #KEYS do
  local key, place = KEYS[i], 3 * i - 2
  answer[place] = answer[place] + cost
  if spans[i] > 0 then
    if answer[place + 1] < 0 then answer[place + 1] = at end
    if lasts[i] == at then redis.call('LSET', key, -1, text(at, totals[i] + cost))
    else redis.call('RPUSH', key, text(at, totals[i] + cost)) end
    redis.call('PEXPIRE', key, covers[i] + 60000)
  else redis.call('INCRBY', key, cost) end
end
return answer`;

/**
 * Builds a window, or lets it go further back. KEYS: marker, counter. ARGV: epoch, how far back it goes now (0: it doesn't
 * exist) and has to go, up to which time the log's rows are given, then their times and costs, oldest first. Does nothing if
 * another instance was faster, or if something later than the given rows may have been removed meanwhile.
 */
export const BUILD_WINDOW = `${READ}
local key, before, covers, till = KEYS[2], tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local known, left = element(key, 0)
if (known or 0) ~= before then return {'built'} end
left = left or 0
if known then
  if redis.call('LLEN', key) > 1 and element(key, -1) - before - ${KEPT_MS} > till then return {'late'} end
  local ms, total = element(key, 1)
  while ms and ms <= till do
    redis.call('LPOP', key)
    left = total
    ms, total = element(key, 1)
  end
  redis.call('LPOP', key)
end
local total = left
for i = #ARGV - 1, 5, -2 do
  redis.call('LPUSH', key, text(tonumber(ARGV[i]), total))
  total = total - tonumber(ARGV[i + 1])
end
redis.call('LPUSH', key, text(covers, total))
redis.call('PEXPIRE', key, covers + 60000)
return {'built'}`;

/** KEYS: marker, counter. ARGV: epoch, cost since the month began, milliseconds until it is over. */
export const BUILD_MONTH = `${READ}
redis.call('SET', KEYS[2], ARGV[2], 'PX', ARGV[3], 'NX')
return {'built'}`;

/** Takes a cost back. KEYS: marker, counters. ARGV: epoch, time, cost, then each counter's span. Nothing in another epoch. */
export const REFUND = `${READ}
local at, cost = tonumber(ARGV[2]), tonumber(ARGV[3])
for i = 2, #KEYS do
  local key = KEYS[i]
  if ARGV[i + 2] == '0' then
    if redis.call('EXISTS', key) == 1 then redis.call('DECRBY', key, cost) end
  else
    local place = redis.call('LLEN', key) - 1
    while place > 0 and element(key, place) > at do place = place - 1 end
    if place > 0 and element(key, place) == at then
      for later = place, redis.call('LLEN', key) - 1 do
        local ms, total = element(key, later)
        redis.call('LSET', key, later, text(ms, total - cost))
      end
    end
  end
end
return {'refunded'}`;

/**
 * How far the epoch of Redis can be ahead, if PostgreSQL was restored from a backup. A later one can't be this installation's:
 * if it was believed, PostgreSQL's numbers could reach their end.
 */
const MOST_AHEAD = 1_000_000_000;

/** Begins an epoch. KEYS: marker. ARGV: epoch, time. Returns 0, or the later epoch that the marker has. */
export const BEGIN = `
local marker = redis.call('GET', KEYS[1])
local known = marker and tonumber(string.match(marker, '^(%d+):')) or 0
local epoch = tonumber(ARGV[1])
if known >= epoch and known <= epoch + ${MOST_AHEAD} then return known end
local time = redis.call('TIME')
redis.call('SET', KEYS[1], string.format('%s:%.0f', ARGV[1], time[1] * 1000 + time[2] / 1000 - tonumber(ARGV[2])))
return 0`;
