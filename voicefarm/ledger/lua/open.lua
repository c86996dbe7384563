-- (no job) -> running; failed|cancelled -> running; anything else stays as it is.
-- ARGV: ns, job, delay_s (until the first chunk goes out), then field, value pairs of the job's hash
-- Returns 1 if the job was opened or opened again, 0 if it was there already.
tick()
local job, starts = ARGV[2], now() + ARGV[3]
local key = job_key(job)
local state = field(job, 'state')

if state == 'running' or state == 'stitching' or state == 'done' then return 0 end

-- The indexes of a new ledger's jobs are complete from the first one on: no sweep makes them.
if redis.call('EXISTS', ns .. ':jobs') == 0 then redis.call('SET', ns .. ':jobs:indexed', '1') end
redis.call('HSET', key, 'state', 'running', 'starts', starts, unpack(ARGV, 4))
put_lanes_apart(job)
for _, model in ipairs(models_of(job)) do
  redis.call('HSET', key, of_model(job, 'cursor', model), 0)
  redis.call('SADD', ns .. ':models', model)
end
local chunks = tonumber(field(job, 'chunks'))
if not state then
  redis.call('HSET', key, 'created', wall_time(), 'done', 0, 'reused', 0, 'samples', 0,
    'synthesis_ms', 0, 'gaps', 0, 'epoch', 0)
  redis.call('SETBIT', job_key(job, 'done'), chunks, 0)
end
redis.call('HSET', key, 'credit', field(job, 'weight'), 'done_before', field(job, 'done'))
redis.call('HDEL', key, 'error', 'cause', 'finished', 'stitch_attempts', 'stitch_uncounted',
  'stitches_excused')
redis.call('DEL', job_key(job, 'attempts'), job_key(job, 'uncounted'))
for _, part in ipairs({false, 'lanes', 'done', 'facts', 'owners', 'out', 'gaps', 'events'}) do
  redis.call('PERSIST', job_key(job, part or nil))
end
redis.call('ZADD', ns .. ':jobs', field(job, 'created'), job)
index_live(job)

if tonumber(field(job, 'done')) == chunks then start_stitching(job) else enter_rings(job) end
tell(job)
return 1
