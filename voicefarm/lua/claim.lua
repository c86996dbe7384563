-- State change of a chunk: queued -> leased, and one attempt more.
-- ARGV: ns, job, index, worker, lease_s
-- Returns {'granted', attempt}, or why not: {'unknown'}, {'ended'}, {'done'}, {'leased'}.
local job, index, worker, time = ARGV[2], ARGV[3], ARGV[4], now()
local state = field(job, 'state')
if not state then return {'unknown'} end
if tonumber(index) >= tonumber(field(job, 'chunks')) then return {'unknown'} end

if state ~= 'running' or is_done(job, index) then
  take_in(job, index)
  return {state ~= 'running' and 'ended' or 'done'}
end
local model, chunk = field(job, 'model'), member(job, index)
redis.call('ZREM', model_key(model, 'queued'), chunk)
local ends = redis.call('ZSCORE', model_key(model, 'leases'), chunk)
if ends and tonumber(ends) > time then return {'leased'} end

lease(job, index, worker, time + ARGV[5])
return {'granted', redis.call('HINCRBY', job_key(job, 'attempts'), index, 1)}
