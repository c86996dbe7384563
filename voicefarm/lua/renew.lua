-- Prolongs the leases of chunks whose engine went on; one that was given to another stays with it.
-- A lease that the ledger has lost or ended too early, and that nobody else has, comes back.
-- ARGV: ns, worker, lease_s, then job, index pairs
-- Returns {jobs among them that ended: their slots should stop, jobs that the ledger forgot}.
local worker, ends = ARGV[2], now() + ARGV[3]
local ended, unknown = {}, {}
for i = 4, #ARGV, 2 do
  local job, index = ARGV[i], ARGV[i + 1]
  local state = field(job, 'state')
  if not state then
    unknown[#unknown + 1] = job
  elseif state ~= 'running' then
    ended[#ended + 1] = job
  elseif (redis.call('HGET', job_key(job, 'owners'), index) or worker) == worker
    and not is_done(job, index) then
    lease(job, index, worker, ends)
  end
end
return {ended, unknown}
