-- The load of one peer: requests made of headers in a file, asked in turn; the result is printed as one line of fields.
local requests, last = {}, 0

-- args: a file with a line "name: value<TAB>name: value..." of headers per request; the method; the path; bytes of the body.
function init(args)
  local body = tonumber(args[4]) > 0 and string.rep("b", tonumber(args[4])) or nil
  for line in io.lines(args[1]) do
    local headers = {}
    for name, value in line:gmatch("([^:\t]+): ([^\t]*)") do headers[name] = value end
    requests[#requests + 1] = wrk.format(args[2], args[3], headers, body)
  end
end

function request()
  last = last % #requests + 1
  return requests[last]
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format("\nresult requests=%d microseconds=%d failed=%d refused=%d p50=%d p99=%d p999=%d\n",
    summary.requests, summary.duration, errors.connect + errors.read + errors.write + errors.timeout, errors.status,
    latency:percentile(50), latency:percentile(99), latency:percentile(99.9)))
end
