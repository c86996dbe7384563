-- (no job) -> done, for a job whose programme lies in the store.
-- ARGV: ns, job, samples, synthesis_ms, then field, value pairs of the job's hash
-- Returns 1, or 0 if the job is known.
local job = ARGV[2]
local key = job_key(job)
if field(job, 'state') then return 0 end

redis.call('HSET', key, 'state', 'stitching', 'created', now(), 'samples', ARGV[3],
  'synthesis_ms', ARGV[4], 'gaps', 0, 'epoch', 0, 'cursor', 0, 'starts', 0, unpack(ARGV, 5))
put_lanes_apart(job)
local chunks = tonumber(field(job, 'chunks'))
redis.call('HSET', key, 'done', chunks, 'reused', chunks, 'cursor', chunks)
redis.call('SETBIT', job_key(job, 'done'), chunks, 0)
redis.call('SETRANGE', job_key(job, 'done'), 0, string.rep('\255', math.floor(chunks / 8)))
for index = chunks - chunks % 8, chunks - 1 do redis.call('SETBIT', job_key(job, 'done'), index, 1) end
redis.call('ZADD', ns .. ':jobs', field(job, 'created'), job)
finish(job, 'done')
return 1
