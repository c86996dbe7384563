-- State change of a chunk: queued -> leased, and one attempt more.
-- The last attempt isn't counted yet: it is when its chunk runs alone (count). Nor is one that the
-- worker doesn't want to be counted, because it drains.
-- ARGV: ns, job, index, worker, lease_s, max_attempts (0: no attempt is the last), counts (1|0)
-- Returns {'granted', attempt}; {'again', attempt} if this worker has the lease already; or why not:
--   {'unknown'}, {'ended'}, {'done'}, {'leased'}.
local job, index, worker, time = ARGV[2], ARGV[3], ARGV[4], now()
local state, chunks = unpack(redis.call('HMGET', job_key(job), 'state', 'chunks'))
if not state or tonumber(index) >= tonumber(chunks) then return {'unknown'} end
local model = place_of(job, index)

if state ~= 'running' or is_done(job, index) then
  take_in(job, index)
  return {state ~= 'running' and 'ended' or 'done'}
end
local chunk = member(job, index)
local ends = redis.call('ZSCORE', model_key(model, 'leases'), chunk)
local owner = redis.call('HGET', job_key(job, 'owners'), index)
if ends and tonumber(ends) > time then
  redis.call('ZREM', model_key(model, 'queued'), chunk)
  if owner ~= worker then return {'leased'} end
  return {'again', attempts_of(job, index) + (is_uncounted(job, index) and 1 or 0)}
end
local uncounted = end_uncounted(job, index)
if ends and owner ~= worker and not uncounted and is_silent(owner) then
  doubt(job, attempt_of(index, owner))
end

lease(job, index, worker, time + ARGV[5])
local attempt = attempts_of(job, index) + 1
if ARGV[7] == '0' or 1 < attempt and attempt == tonumber(ARGV[6]) then
  redis.call('SADD', job_key(job, 'uncounted'), index)
else
  redis.call('HINCRBY', job_key(job, 'attempts'), index, 1)
end
return {'granted', attempt}
