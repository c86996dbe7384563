-- Prolongs the leases of stitches that go on. Where another stitcher has the job because this one's
-- worker was silent, the attempt that this one cost is taken back: it neither died nor hung.
-- ARGV: ns, lease_s, then job, epoch pairs
-- Returns the pairs that are lost, because the job ended or another has it: these should stop.
local ends, lost = now() + ARGV[2], {}
for i = 3, #ARGV, 2 do
  local job, epoch = ARGV[i], ARGV[i + 1]
  local state, newest = unpack(redis.call('HMGET', job_key(job), 'state', 'epoch'))
  if state == 'stitching' and newest == epoch then
    redis.call('ZADD', ns .. ':stitches', ends, job)
  else
    lost[#lost + 1] = job
    lost[#lost + 1] = epoch
    if state == 'stitching' and clear_doubt(job, 'stitch/' .. epoch) then recount_stitch(job, -1) end
  end
end
return lost
