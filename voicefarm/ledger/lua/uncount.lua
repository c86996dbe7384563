-- The attempts at these chunks don't count, however they end: their worker drains, and may be killed.
-- ARGV: ns, worker, then job, index pairs
local worker = ARGV[2]
for i = 3, #ARGV, 2 do
  local job, index = ARGV[i], ARGV[i + 1]
  local held = redis.call('HGET', job_key(job, 'owners'), index) == worker
  if held and redis.call('SADD', job_key(job, 'uncounted'), index) == 1 then
    take_attempt_back(job, index)
  end
end
