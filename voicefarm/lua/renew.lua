-- Prolongs the leases of chunks whose engine went on; one that was given to another stays with it.
-- ARGV: ns, worker, lease_s, then job, index pairs
-- Returns the jobs among them that are not running any more: their slots should stop.
local worker, ends = ARGV[2], now() + ARGV[3]
local stopped = {}
for i = 4, #ARGV, 2 do
  local job, index = ARGV[i], ARGV[i + 1]
  if field(job, 'state') ~= 'running' then
    stopped[#stopped + 1] = job
  elseif redis.call('HGET', job_key(job, 'owners'), index) == worker then
    redis.call('ZADD', model_key(field(job, 'model'), 'leases'), 'XX', ends, member(job, index))
  end
end
return stopped
