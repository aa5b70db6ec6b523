-- Arguments: a file of API keys ("" for none), "turns" or "random", how many keys to pass over first,
-- and how many milliseconds a connection waits before each request.
local keys, head, tail = {}, "", ""
local at, pause = 0, 0

local function in_turn()
  at = at % #keys + 1
  return head .. keys[at] .. tail
end

local function at_random()
  return head .. keys[math.random(#keys)] .. tail
end

function init(args)
  pause = tonumber(args[4])
  if pause > 0 then delay = function() return pause end end
  if args[1] == "" then return end
  for key in io.lines(args[1]) do keys[#keys + 1] = key end
  at = tonumber(args[3]) % #keys
  math.randomseed(os.time())
  wrk.headers["X-API-Key"] = "{key}"
  local whole = wrk.format()
  local from, to = whole:find("{key}", 1, true)
  head, tail = whole:sub(1, from - 1), whole:sub(to + 1)
  request = args[2] == "random" and at_random or in_turn
end

-- One line of JSON after wrk's own report. Times are in microseconds.
function done(summary, latency)
  local errors = summary.errors
  print(string.format(
    '\n{"requests":%d,"micros":%d,"p50":%d,"p99":%d,"slowest":%d,"refused":%d,"broken":%d}',
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(99), latency.max,
    errors.status, errors.connect + errors.read + errors.write + errors.timeout
  ))
end
