-- Heals what a crash left between two steps: chunks whose lease ended or whose message was lost go
-- out again, and jobs that wait for a stitcher are named. A chunk that ended its worker as often as
-- it may be tried ends its job. Idempotent; may run anywhere at any time.
-- ARGV: ns, model ('' for none), lost_after_s (how long a chunk may sit in the queue), max_attempts
-- Returns {chunks requeued, jobs to stitch}
local model, time = ARGV[2], now()
local requeued = 0

local function requeue_until(set, limit)
  for _, chunk in ipairs(redis.call('ZRANGEBYSCORE', set, '-inf', limit, 'LIMIT', 0, 1000)) do
    redis.call('ZREM', set, chunk)
    local job, index = string.match(chunk, '^(.*)/(%d+)$')
    local attempts = tonumber(redis.call('HGET', job_key(job, 'attempts'), index) or 0)
    if field(job, 'state') ~= 'running' or redis.call('GETBIT', job_key(job, 'done'), index) == 1 then
      redis.call('HDEL', job_key(job, 'owners'), index)
    elseif attempts >= tonumber(ARGV[4]) then
      finish(job, 'failed', 'Chunk ' .. index .. ' was given up: its worker died or hung in each of '
        .. attempts .. ' attempts; read its text in the job\'s pages and the worker\'s log.')
    else
      redis.call('RPUSH', job_key(job, 'requeue'), index)
      enter_ring(job, model)
      requeued = requeued + 1
    end
  end
end

if model ~= '' then
  requeue_until(model_key(model, 'leases'), time)
  requeue_until(model_key(model, 'queued'), time - ARGV[3])
end
return {requeued, redis.call('ZRANGEBYSCORE', ns .. ':stitches', '-inf', time)}
