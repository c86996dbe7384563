-- A whole heartbeat in one call: heartbeat, renew and sweep, each as in the script of its name.
-- include heartbeat renew sweep
-- ARGV: ns, then for each of the three the number of its arguments after ns, and they
-- Returns {what renew returns, what sweep returns, chunks that the model's window has room for}.
local place = 2

local function arguments()
  local part = {ns}
  for i = place + 1, place + ARGV[place] do part[#part + 1] = ARGV[i] end
  place = place + ARGV[place] + 1
  return part
end

local says = arguments()
heartbeat(says)
return {renew(arguments()), sweep(arguments()), room(says[3])}
