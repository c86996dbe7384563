-- An attempt ended in an error. State change of a chunk: leased -> waiting, or, when it had its
-- attempts, of its job: running -> failed.
-- ARGV: ns, job, index, max_attempts, error
-- Returns 'requeued', 'failed', or why it counts for nothing: 'ended', 'done'.
local job, index, limit = ARGV[2], ARGV[3], tonumber(ARGV[4])
local state = field(job, 'state')
if state then
  local model = field(job, 'model')
  redis.call('ZREM', model_key(model, 'leases'), member(job, index))
  redis.call('HDEL', job_key(job, 'owners'), index)
end
if state ~= 'running' then return 'ended' end
if redis.call('GETBIT', job_key(job, 'done'), index) == 1 then return 'done' end

if tonumber(redis.call('HGET', job_key(job, 'attempts'), index) or 0) >= limit then
  finish(job, 'failed', ARGV[5])
  return 'failed'
end
redis.call('RPUSH', job_key(job, 'requeue'), index)
enter_ring(job, field(job, 'model'))
return 'requeued'
