-- HAProxy has no forward authentication of its own: these two actions are one, for Latchkey's gate.

-- More than the backend of the gate takes to give up.
local TIMEOUT_MS = 10000

-- Of the gate's success, what the client is told.
local FOR_CLIENT = {
  "request-id", "ratelimit-policy", "ratelimit",
  "x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset",
}

-- What belongs to the connection with the gate, and not to its answer.
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

-- Neither a 200 nor a problem is no answer of the gate: then txn.gate stays unset, and the configuration answers 503.
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
