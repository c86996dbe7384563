-- done|failed|cancelled -> (no job)
-- ARGV: ns, job
local job = ARGV[2]
local state = field(job, 'state')
if state == 'running' or state == 'stitching' then return 0 end
redis.call('DEL', job_key(job))
for _, part in ipairs({'done', 'facts', 'attempts', 'owners', 'out', 'doubts', 'gaps', 'events'}) do
  redis.call('DEL', job_key(job, part))
end
redis.call('ZREM', ns .. ':jobs', job)
return 1
