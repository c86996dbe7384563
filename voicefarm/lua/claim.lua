-- State change of a chunk: queued -> leased, and one attempt more.
-- ARGV: ns, job, index, worker, lease_s
-- Returns {'granted', attempt}, or why not: {'unknown'}, {'ended'}, {'done'}, {'leased'}.
local job, index, time = ARGV[2], ARGV[3], now()
local state = field(job, 'state')
if not state then return {'unknown'} end

local model = field(job, 'model')
local chunk, leases = member(job, index), model_key(model, 'leases')
redis.call('ZREM', model_key(model, 'queued'), chunk)

if state ~= 'running' then return {'ended'} end
if redis.call('GETBIT', job_key(job, 'done'), index) == 1 then return {'done'} end
local lease = redis.call('ZSCORE', leases, chunk)
if lease and tonumber(lease) > time then return {'leased'} end

redis.call('ZADD', leases, time + ARGV[5], chunk)
redis.call('HSET', job_key(job, 'owners'), index, ARGV[4])
return {'granted', redis.call('HINCRBY', job_key(job, 'attempts'), index, 1)}
