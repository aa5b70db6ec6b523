// A window is a list. Its first element is `covers:left`: the list has all that was accepted in the last `covers`
// milliseconds, and `left` is the running total of what is older. Every other element is `time:total`: when requests were
// accepted, and the running total up to then. So what counts is the last total minus the total before the window. A month
// is a number. The marker is `epoch:ahead`: whose counters these are, and how far Redis' clock was ahead when they began.

/**
 * How long elements stay after they have left their window, measured from the last element. So a window that gets longer still
 * has what it had when its older rows were read from the log.
 */
export const KEPT_MS = 1000;

/** The beginning of each script that needs the counters of an epoch: names, and whether they are there. */
export const READ = `
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

/**
 * Begins an epoch, or (without a time) looks whether it could. KEYS: marker. ARGV: epoch, time. Returns 0, or the same or later
 * epoch that the marker has.
 */
export const BEGIN = `
local marker = redis.call('GET', KEYS[1])
local known = marker and tonumber(string.match(marker, '^(%d+):')) or 0
local epoch = tonumber(ARGV[1])
if known >= epoch and known <= epoch + ${MOST_AHEAD} then return known end
if not ARGV[2] then return 0 end
local time = redis.call('TIME')
redis.call('SET', KEYS[1], string.format('%s:%.0f', ARGV[1], time[1] * 1000 + time[2] / 1000 - tonumber(ARGV[2])))
return 0`;
