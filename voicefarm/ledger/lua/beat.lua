-- A whole heartbeat in one call: heartbeat, renew, renew_stitches and sweep, each as in the script of
-- its name. Renewals before the sweep: a worker that is late takes nothing from itself.
-- include heartbeat renew renew_stitches sweep
-- ARGV: ns, then for each of the four the number of its arguments after ns, and they
-- Returns {what renew returns, what renew_stitches returns, what sweep returns, 1 if chunks of the
-- model may go out, by how many seconds the server's clock has stepped back, 1 if the ledger knows
-- the farm's store}.
local place = 2

local function arguments()
  local part = {ns}
  for i = place + 1, place + ARGV[place] do part[#part + 1] = ARGV[i] end
  place = place + ARGV[place] + 1
  return part
end

local says = arguments()
local model = says[3]
heartbeat(says)
local renewed, lost, swept = renew(arguments()), renew_stitches(arguments()), sweep(arguments())
-- Who stitches a job that the ledger has lost brings it back, as who has a chunk of it does.
for i = 1, #lost, 2 do
  if not field(lost[i], 'state') then table.insert(renewed[2], lost[i]) end
end
local returned = redis.call('EXISTS', model_key(model, 'returned')) == 1
local wanting = (returned or room(model) > 0) and 1 or 0
local knows_store = redis.call('EXISTS', ns .. ':store')
return {renewed, lost, swept, wanting, math.floor(stepped_back), knows_store}
