-- running|stitching -> cancelled. Chunks in flight notice it at their worker's next heartbeat.
-- ARGV: ns, job
-- Returns the state before, or false if the job is unknown.
local state = field(ARGV[2], 'state')
if state == 'running' or state == 'stitching' then finish(ARGV[2], 'cancelled') end
return state
