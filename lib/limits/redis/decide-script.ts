import { BELIEVED_APART_MS } from "#db/cluster/decide-function.ts";
import { KEPT_MS, READ } from "#lib/limits/redis/scripts.ts";

// What is known of a counter is kept for the next request of the same script, because many have the same workspace.
const COUNTERS = `
local known = {}
-- How far a window goes back, the total of what is older, the time of its first element and the total there (no time: it has
-- none), the time of its last one, and the total up to now.
local function window(key)
  local found = redis.call('LRANGE', key, 0, 1)
  if not found[1] then return {covers = 0} end
  local covers, left = pair(found[1])
  if not found[2] then return {covers = covers, left = left, total = left} end
  local first, reached = pair(found[2])
  local last, total = element(key, -1)
  return {covers = covers, left = left, first = first, reached = reached, last = last, total = total}
end
local function month(key)
  local total = tonumber(redis.call('GET', key) or nil)
  return {covers = total and 0 or -1, total = total}
end
-- The first element of a window that is later than a time, if one is.
local function after(key, ms, length)
  local low, high = 1, length
  while low < high do
    local middle = math.floor((low + high) / 2)
    if element(key, middle) <= ms then low = middle + 1 else high = middle end
  end
  return low
end
-- Removes what left a window a while ago, in a number of steps that hardly grows with it.
local function leave(key, it)
  if not it.first then return end
  local needed = it.last - it.covers - ${KEPT_MS}
  if it.first + ${KEPT_MS} > needed then return end
  local kept = after(key, needed, redis.call('LLEN', key))
  local _, gone = element(key, kept - 1)
  it.left = gone
  redis.call('LTRIM', key, kept - 1, -1)
  redis.call('LSET', key, 0, text(it.covers, it.left))
  it.first, it.reached = element(key, 1)
end
local function add(key, it, span, at, cost)
  it.total = it.total + cost
  if span == 0 then redis.call('INCRBY', key, cost) return end
  if it.last == at then redis.call('LSET', key, -1, text(at, it.total))
  else redis.call('RPUSH', key, text(at, it.total)) end
  if not it.first or it.first == at then it.first, it.reached = at, it.total end
  it.last = at
  if not it.kept then redis.call('PEXPIRE', key, it.covers + 60000) end
  it.kept = true
end`;

// What counts in the last `span` milliseconds, the time of the oldest (-1: none), and how long `cost` has to wait (-1: not).
const LOOK = `
local function look(key, it, span, limit, cost, at)
  local left, first, ms, sum, length = it.left, 1, it.first, it.reached, nil
  if ms and ms + span <= at then
    -- The list goes further back.
    length = redis.call('LLEN', key)
    first = after(key, at - span, length)
    local _, gone = element(key, first - 1)
    left = gone
    ms, sum = element(key, first)
  end
  -- The first element with which at least \`over\` has been accepted within the span. It is usually near the beginning.
  local function reaching(over)
    if sum - left >= over then return ms end
    length = length or redis.call('LLEN', key)
    local low, high, stride = first + 1, first + 1, 1
    while high < length do
      local _, there = element(key, high)
      if there - left >= over then break end
      low, high, stride = high + 1, math.min(high + stride, length), stride * 2
    end
    while low < high do
      local middle = math.floor((low + high) / 2)
      local _, there = element(key, middle)
      if there - left >= over then high = middle else low = middle + 1 end
    end
    return (element(key, low))
  end
  local used, oldest, wait = it.total - left, -1, -1
  if used > 0 then oldest = reaching(1) end
  if cost > 0 and used + cost > limit then
    wait = cost > limit and span or reaching(used + cost - limit) + span - at
  end
  return used, oldest, wait
end`;

// Decides the request that begins at a place of the list. Returns its answer, and where the next one begins.
const DECIDE_ONE = `
local function decide(asks, place)
  local cost, forced, count = asks[place], asks[place + 1] == 1, asks[place + 2]
  local keys, spans, limits, found, at, any = {}, {}, {}, {}, now, false
  for i = 1, count do
    local own = place + 3 * i
    keys[i], spans[i], limits[i] = KEYS[asks[own]], asks[own + 1], asks[own + 2]
    local it = known[keys[i]] or (spans[i] > 0 and window or month)(keys[i])
    known[keys[i]], found[i] = it, it
    if it.last then at = math.max(at, it.last) end
    any = any or it.covers < spans[i]
  end
  local answer, behind = {at, -1}, place + 3 * count + 3
  if any then
    for i = 1, count do answer[i + 2] = found[i].covers < spans[i] and math.max(found[i].covers, 0) or -1 end
    return answer, behind
  end
  local accepted = true
  for i = 1, count do
    local it, used, oldest, wait = found[i], found[i].total, -1, -1
    if spans[i] > 0 then
      leave(keys[i], it)
      used, oldest, wait = look(keys[i], it, spans[i], limits[i], cost, at)
    elseif cost > 0 and used + cost > limits[i] then wait = 0 end
    if wait >= 0 then accepted = false end
    answer[3 * i], answer[3 * i + 1], answer[3 * i + 2] = used, oldest, wait
  end
  answer[2] = accepted and 1 or 0
  if cost == 0 or not (accepted or forced) then return answer, behind end
  local counted = {}
  for i = 1, count do
    answer[3 * i] = answer[3 * i] + cost
    if spans[i] > 0 and answer[3 * i + 1] < 0 then answer[3 * i + 1] = at end
    if not counted[keys[i]] then add(keys[i], found[i], spans[i], at, cost) end
    counted[keys[i]] = true
  end
  return answer, behind
end`;

/**
 * Decides requests, one after the other. KEYS: marker, then each counter once. ARGV: epoch, time, and a list in JSON: for each
 * request its cost, 1 if forced, the number of its policies, and for each of them the place of its counter among the KEYS, its
 * span (0: a month) and its limit. Returns `lost` and the marker's epoch, and has done nothing; or `decided` and a list for each
 * request: time, 1 if accepted, and for each policy used, time of the oldest (-1: none) and wait (-1: none). If counters are
 * missing: time, -1, and for each policy how far its counter goes back (-1: no further is needed). Every read of a request comes
 * before its first write, except that what left all windows a while ago is removed.
 */
export const DECIDE = `${READ}
local time = redis.call('TIME')
local now = tonumber(ARGV[2])
local apart = math.floor(time[1] * 1000 + time[2] / 1000 - tonumber(ahead)) - now
-- Keys expire by Redis' clock. If it has jumped ahead, some may have expired too early.
if apart > 30000 then return {'lost', tonumber(epoch)} end
-- So the time is the same for all instances, unless Redis' clock was set.
if math.abs(apart) <= ${BELIEVED_APART_MS} then now = now + apart end
${COUNTERS}${LOOK}${DECIDE_ONE}
local asks, answers, place = cjson.decode(ARGV[3]), {'decided'}, 1
while asks[place] do answers[#answers + 1], place = decide(asks, place) end
return answers`;
