-- HAProxy has no built-in forward authentication. These two actions add it, for Latchkey's gate.

-- Longer than the timeouts of the gate's backend.
local TIMEOUT_MS = 10000

-- The headers of the gate's success that the client gets.
local FOR_CLIENT = {
  "request-id", "ratelimit-policy", "ratelimit",
  "x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset",
}

-- Headers of the connection to the gate, which must not be copied to the client.
local OF_CONNECTION = {
  ["connection"] = true, ["keep-alive"] = true, ["transfer-encoding"] = true, ["content-length"] = true, ["date"] = true,
}

local function first(headers, name)
  return headers[name] and headers[name][0]
end

local function question(txn)
  local sent = txn.http:req_get_headers()
  return {
    ["x-api-key"] = sent["x-api-key"],
    ["authorization"] = sent["authorization"],
    ["user-agent"] = sent["user-agent"],
    ["x-forwarded-method"] = { txn.sf:method() },
    ["x-forwarded-uri"] = { txn.sf:pathq() },
    ["x-forwarded-for"] = { txn.sf:src() },
  }
end

local function refuse(txn, answer)
  local reply = txn:reply({ status = answer.status, reason = answer.reason, body = answer.body })
  for name, values in pairs(answer.headers) do
    if not OF_CONNECTION[name] then
      for _, value in pairs(values) do reply:add_header(name, value) end
    end
  end
  txn:done(reply)
end

local function pass(txn, answer)
  for name in pairs(answer.headers) do
    if name:find("^x%-gate%-") or name == "request-id" then
      txn.http:req_set_header(name, first(answer.headers, name))
    end
  end
  txn:set_priv(answer.headers)
  txn:set_var("txn.gate", "passed")
end

-- Anything but a 200 or a problem didn't come from the gate. Then txn.gate stays unset, and haproxy.cfg returns 503.
core.register_action("ask-gate", { "http-req" }, function(txn, socket, path)
  local answer = core.httpclient():get({
    url = "http://gate" .. path, dst = socket, headers = question(txn), timeout = TIMEOUT_MS,
  })
  if answer.status == 200 and first(answer.headers, "x-gate-key-id") then
    pass(txn, answer)
  elseif first(answer.headers, "content-type") == "application/problem+json" then
    refuse(txn, answer)
  end
end, 2)

core.register_action("tell-limits", { "http-res" }, function(txn)
  local headers = txn:get_priv() or {}
  for _, name in ipairs(FOR_CLIENT) do
    local value = first(headers, name)
    if value then txn.http:res_set_header(name, value) end
  end
end)
