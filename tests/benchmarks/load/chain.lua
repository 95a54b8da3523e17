-- wrk -s chain.lua URL -- FILE FIELD: the request that FILE begins with, its {} filled from the lines that follow it,
-- and then from FIELD of the answers. What is in FILE is ended by \30 (record separator).
local before, after, pattern
local waiting, first, last = {}, 1, 0

local function put(value)
  last = last + 1
  waiting[last] = value
end

function init(arguments)
  local file, parts = assert(io.open(arguments[1], "rb")), {}
  for part in file:read("*a"):gmatch("([^\30]*)\30") do parts[#parts + 1] = part end
  file:close()
  before, after = parts[1]:match("^(.*){}(.*)$")
  for index = 2, #parts do put(parts[index]) end
  pattern = '"' .. arguments[2] .. '": ?"([^"]+)"'
end

function request()
  local value = waiting[first]
  assert(value, "an answer did not hold what the next request needs")
  waiting[first] = nil
  first = first + 1
  return before .. value .. after
end

function response(status, headers, body)
  local value = body:match(pattern)
  if value then put(value) end
end
