-- The script of wrk: GETs of a fixed set of keys in turn, or PUTs where no body comes twice.
--
--   wrk … -s load.lua URL -- get /bucket/prefix- COUNT
--   wrk … -s load.lua URL -- put /bucket/prefix- BODY_FILE
--   wrk … -s load.lua URL -- put /bucket/prefix- BODY_FILE COUNT LABEL
--
-- The body of a PUT is the key, padded to 64 bytes, and the bytes of BODY_FILE. With COUNT the PUTs go to as many keys again
-- and again; what makes a body new is then LABEL and the number of the request, behind the key.
-- The figures of the run go to the file named by HORIZON_BENCH_SUMMARY, as JSON. Those of PUTs say too how many were sent
-- before the first one in each second of the clock, so that a part of the run has a rate of its own.

local HEAD_BYTES = 64
local turn = -1
local nextRequest
local loader

-- "SECOND:COUNT …": a global and a string, which wrk hands from the thread of the load to done().
sent = ""

local function getter(prefix, count)
  local requests = {}
  for i = 0, count - 1 do
    requests[i] = wrk.format("GET", prefix .. i)
  end
  return function()
    turn = (turn + 1) % count
    return requests[turn]
  end
end

local function putter(prefix, bodyFile, count, label)
  local file = assert(io.open(bodyFile, "rb"))
  local tail = file:read("*a")
  file:close()
  local second = 0
  return function()
    turn = turn + 1
    local now = os.time()
    if now ~= second then
      second = now
      sent = sent .. now .. ":" .. turn .. " "
    end
    local path = prefix .. (count and turn % count or turn)
    local head = label and path .. " " .. label .. turn or path
    return wrk.format("PUT", path, nil, head .. string.rep(" ", HEAD_BYTES - #head) .. tail)
  end
end

function setup(thread)
  loader = thread
end

function init(args)
  if args[1] == "get" then
    nextRequest = getter(args[2], tonumber(args[3]))
  else
    nextRequest = putter(args[2], args[3], tonumber(args[4]), args[5])
  end
end

function request()
  return nextRequest()
end

function done(summary, latency)
  local ended = os.time()
  local errors = summary.errors
  local out = assert(io.open(os.getenv("HORIZON_BENCH_SUMMARY"), "w"))
  out:write(string.format(
    '{"requests": %d, "seconds": %.6f, "bytes": %.0f,\n'
      .. ' "errors": {"connect": %d, "read": %d, "write": %d, "status": %d, "timeout": %d},\n'
      .. ' "latency_ms": {"p50": %.3f, "p90": %.3f, "p99": %.3f, "p99.9": %.3f, "max": %.3f},\n'
      .. ' "sent": "%s", "ended": %d}\n',
    summary.requests, summary.duration / 1e6, summary.bytes,
    errors.connect, errors.read, errors.write, errors.status, errors.timeout,
    latency:percentile(50) / 1e3, latency:percentile(90) / 1e3, latency:percentile(99) / 1e3,
    latency:percentile(99.9) / 1e3, latency.max / 1e3,
    loader:get("sent"), ended))
  out:close()
end
