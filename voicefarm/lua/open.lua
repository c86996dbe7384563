-- (no job) -> running; failed|cancelled -> running; anything else stays as it is.
-- ARGV: ns, job, model, chunks, sample_rate, title, retention_s
-- Returns 1 if the job was opened or opened again, 0 if it was there already.
local job, model, chunks = ARGV[2], ARGV[3], tonumber(ARGV[4])
local key = job_key(job)
local state = field(job, 'state')

if state == 'running' or state == 'stitching' or state == 'done' then return 0 end

if not state then
  redis.call('HSET', key, 'created', now(), 'done', 0, 'reused', 0, 'samples', 0, 'synthesis_ms', 0, 'epoch', 0)
  redis.call('SETBIT', job_key(job, 'done'), chunks, 0)
end
redis.call('HSET', key, 'state', 'running', 'model', model, 'chunks', chunks, 'cursor', 0,
  'sample_rate', ARGV[5], 'title', ARGV[6], 'retention', ARGV[7])
redis.call('HDEL', key, 'error', 'finished')
redis.call('DEL', job_key(job, 'attempts'), job_key(job, 'requeue'))
for _, part in ipairs({false, 'done', 'facts', 'owners', 'events'}) do
  redis.call('PERSIST', job_key(job, part or nil))
end
redis.call('ZADD', ns .. ':jobs', field(job, 'created'), job)

if tonumber(field(job, 'done')) == chunks then start_stitching(job) else enter_ring(job, model) end
tell(job)
return 1
