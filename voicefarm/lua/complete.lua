-- State change of a chunk: -> done, whoever did it: takes are content-addressed, so any is right.
-- The last one turns the job to `stitching`, in the same call and therefore exactly once.
-- ARGV: ns, job, index, samples, synthesis_ms, reused (0|1)
-- Returns 'last', 'done', or why it counts for nothing: 'duplicate', 'ended', 'unknown'.
local job, index = ARGV[2], ARGV[3]
local key = job_key(job)
local state = field(job, 'state')
if not state then return 'unknown' end

local model = field(job, 'model')
redis.call('ZREM', model_key(model, 'queued'), member(job, index))
redis.call('ZREM', model_key(model, 'leases'), member(job, index))
redis.call('HDEL', job_key(job, 'owners'), index)
if state ~= 'running' then return 'ended' end
if redis.call('SETBIT', job_key(job, 'done'), index, 1) == 1 then return 'duplicate' end

local attempts = math.min(tonumber(redis.call('HGET', job_key(job, 'attempts'), index) or 0), 255)
redis.call('HDEL', job_key(job, 'attempts'), index)
redis.call('SETRANGE', job_key(job, 'facts'), index * struct.size(FACTS),
  struct.pack(FACTS, tonumber(ARGV[4]), tonumber(ARGV[5]), attempts, tonumber(ARGV[6])))
redis.call('HINCRBY', key, 'samples', ARGV[4])
redis.call('HINCRBY', key, 'synthesis_ms', ARGV[5])
redis.call('HINCRBY', key, 'reused', ARGV[6])

local last = redis.call('HINCRBY', key, 'done', 1) == tonumber(field(job, 'chunks'))
if last then start_stitching(job) end
tell(job)
return last and 'last' or 'done'
