-- The load of one peer: requests read from a file, asked in turn; the result is printed as one line of fields.
local requests, last = {}, 0

-- args[1]: a file with a line "name: value<TAB>name: value..." of headers per request.
function init(args)
  for line in io.lines(args[1]) do
    local headers = {}
    for name, value in line:gmatch("([^:\t]+): ([^\t]*)") do headers[name] = value end
    requests[#requests + 1] = wrk.format("GET", "/", headers)
  end
end

function request()
  last = last % #requests + 1
  return requests[last]
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format("\nresult requests=%d microseconds=%d failed=%d refused=%d p50=%d p99=%d\n",
    summary.requests, summary.duration, errors.connect + errors.read + errors.write + errors.timeout, errors.status,
    latency:percentile(50), latency:percentile(99)))
end
