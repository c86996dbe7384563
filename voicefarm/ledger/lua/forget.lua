-- done|failed|cancelled -> (no job)
-- ARGV: ns, job
local job = ARGV[2]
local state = field(job, 'state')
if state == 'running' or state == 'stitching' then return 0 end
redis.call('DEL', job_key(job))
local parts = {'lanes', 'done', 'facts', 'attempts', 'uncounted', 'owners', 'out', 'doubts', 'gaps', 'events'}
for _, part in ipairs(parts) do
  redis.call('DEL', job_key(job, part))
end
redis.call('ZREM', ns .. ':jobs', job)
redis.call('ZREM', ns .. ':jobs:ended:' .. state, job)
return 1
