-- Sends the requests of a file with wrk, one a line: method, target, then "Name: value", with tabs between.
-- Arguments: the file; "once" to stop at its end instead of beginning again.
local requests, position, once = {}, 0, false
local elsewhere, tried

function init(args)
  for line in io.lines(args[1]) do
    local parts, headers = {}, {}
    for part in line:gmatch("[^\t]+") do parts[#parts + 1] = part end
    for at = 3, #parts do
      local name, value = parts[at]:match("^(.-): (.*)$")
      headers[name] = value
    end
    requests[#requests + 1] = wrk.format(parts[1], parts[2], headers)
  end
  once = args[2] == "once"
  -- What connections ask that are still to be served when the file is at its end.
  elsewhere = wrk.format("GET", "/health/live", {})
end

function request()
  -- wrk looks at one request before it begins, and does not send it.
  if not tried then
    tried = true
    return requests[1]
  end
  position = position + 1
  if position > #requests then
    if once then
      wrk.thread:stop()
      return elsewhere
    end
    position = 1
  end
  return requests[position]
end

function done(summary, latency, _)
  local errors = summary.errors
  io.write(string.format(
    "RESULT %d %d %d %d %.1f %.1f\n",
    summary.requests, summary.duration, summary.bytes,
    errors.connect + errors.read + errors.write + errors.status + errors.timeout,
    latency:percentile(50.0), latency:percentile(99.0)
  ))
end
