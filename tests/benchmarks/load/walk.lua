-- wrk -s walk.lua URL -- FILE endless|once: the requests of FILE, which \30 (record separator) ends, one by one.
local file, is_endless, text, place

function init(arguments)
  is_endless = arguments[2] == "endless"
  file = assert(io.open(arguments[1], "rb"))
  text, place = file:read("*a"), 1
  file:close()
end

function request()
  local ends = text:find("\30", place, true)
  if not ends then
    assert(is_endless, "the list of requests was too short")
    place, ends = 1, text:find("\30", 1, true)
  end
  local found = text:sub(place, ends - 1)
  place = ends + 1
  return found
end
