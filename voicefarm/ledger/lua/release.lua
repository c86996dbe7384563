-- State change of chunks: leased -> waiting, and the attempt doesn't count: it wasn't their fault.
-- ARGV: ns, worker, then job, index pairs
-- Returns how many went back.
local worker, released = ARGV[2], 0
for i = 3, #ARGV, 2 do
  local job, index = ARGV[i], ARGV[i + 1]
  if redis.call('HGET', job_key(job, 'owners'), index) == worker and field(job, 'state') then
    take_in(job, index)
    redis.call('HDEL', job_key(job, 'owners'), index)
    if field(job, 'state') == 'running' and not is_done(job, index) then
      if not end_uncounted(job, index) then take_attempt_back(job, index) end
      wait_again(job, index)
      released = released + 1
    end
  end
end
return released
