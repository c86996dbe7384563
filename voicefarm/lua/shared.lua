-- Joined in front of every other script of this folder.
-- ARGV[1] is always the namespace. Scripts build their key names themselves, so the ledger wants
-- one Redis or Valkey server (with replicas if you like), not a cluster. Time is the server's own:
-- the clocks of the workers don't matter.
--
--   <ns>:jobs                  zset   job -> time of creation
--   <ns>:job:<id>              hash   the job's state and counters
--   <ns>:job:<id>:done         bitmap bit i: chunk i has its take (one spare bit at the end)
--   <ns>:job:<id>:facts        string 10 bytes a chunk: samples, synthesis ms, attempts, reused
--   <ns>:job:<id>:requeue      list   chunks that go out again, before the cursor's
--   <ns>:job:<id>:attempts     hash   chunk -> claims so far, until it is done
--   <ns>:job:<id>:owners       hash   chunk -> worker that holds it
--   <ns>:job:<id>:events       stream what listeners of the job are told
--   <ns>:model:<name>:ring     list   jobs with chunks to hand out, in turn
--   <ns>:model:<name>:queued   zset   job/chunk -> when it was handed to the queue
--   <ns>:model:<name>:leases   zset   job/chunk -> when its lease ends
--   <ns>:stitches              zset   job in `stitching` -> when its stitcher's lease ends (0: none)
--   <ns>:workers               zset   worker -> when it counts as dead
--   <ns>:worker:<id>           hash   what the worker says of itself

local ns = ARGV[1]
local FACTS = '>I4I4BB' -- samples, synthesis ms, attempts, reused
local EVENTS_KEPT = 1000

local function now()
  local time = redis.call('TIME')
  return time[1] + time[2] / 1e6
end

local function job_key(job, part)
  return ns .. ':job:' .. job .. (part and (':' .. part) or '')
end

local function model_key(model, part)
  return ns .. ':model:' .. model .. ':' .. part
end

local function field(job, name)
  return redis.call('HGET', job_key(job), name)
end

local function member(job, index)
  return job .. '/' .. index
end

-- An event carries all that changes, so that a listener that missed some has missed nothing.
local function tell(job)
  local counters = {'state', 'done', 'reused', 'samples', 'synthesis_ms'}
  local values = redis.call('HMGET', job_key(job), unpack(counters))
  local fields = {}
  for i, name in ipairs(counters) do
    fields[#fields + 1] = name
    fields[#fields + 1] = values[i]
  end
  redis.call('XADD', job_key(job, 'events'), 'MAXLEN', '~', EVENTS_KEPT, '*', unpack(fields))
end

local function enter_ring(job, model)
  local ring = model_key(model, 'ring')
  if not redis.call('LPOS', ring, job) then redis.call('RPUSH', ring, job) end
end

local function start_stitching(job)
  redis.call('HSET', job_key(job), 'state', 'stitching')
  redis.call('ZADD', ns .. ':stitches', 0, job)
end

-- A job that ended leaves the ring at once; its keys leave after the retention.
local function finish(job, state, err)
  local key = job_key(job)
  redis.call('HSET', key, 'state', state, 'finished', now())
  if err then redis.call('HSET', key, 'error', err) end
  redis.call('LREM', model_key(field(job, 'model'), 'ring'), 0, job)
  redis.call('ZREM', ns .. ':stitches', job)
  tell(job)
  local retention = field(job, 'retention')
  redis.call('EXPIRE', key, retention)
  for _, part in ipairs({'done', 'facts', 'requeue', 'attempts', 'owners', 'events'}) do
    redis.call('EXPIRE', job_key(job, part), retention)
  end
end
