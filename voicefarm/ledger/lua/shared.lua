-- Joined in front of every other script of this folder.
-- ARGV[1] is always the namespace. Scripts build their key names themselves, so the ledger wants
-- one Redis or Valkey server (with replicas if you like), not a cluster. Time is the farm's own: the
-- server's clock, which may step back, made to go only forward. The workers' clocks don't matter.
--
--   <ns>:jobs                  zset   job -> time of creation
--   <ns>:jobs:live             zset   job in `running` or `stitching` -> time of creation
--   <ns>:jobs:ended:<state>    zset   job that ended so -> when it is forgotten
--   <ns>:jobs:indexed          string there since these three are complete; until then the place
--                                     of the scan is in <ns>:jobs:indexing
--   <ns>:job:<id>              hash   the job's state and counters
--   <ns>:job:<id>:lanes        string a letter a chunk: the lane of its model, in a job of several
--   <ns>:job:<id>:done         bitmap bit i: chunk i has its take (one spare bit at the end)
--   <ns>:job:<id>:facts        string 10 bytes a chunk: samples, synthesis ms, attempts, reused
--   <ns>:job:<id>:attempts     hash   chunk -> claims so far, until it is done; chunk/excused ->
--                                     failures that didn't count, as they were a worker's own
--   <ns>:job:<id>:owners       hash   chunk -> worker that holds it, or held it last
--   <ns>:job:<id>:uncounted    set    chunks in work whose attempt doesn't count, or not yet: they
--                                     wait to run alone, or their worker drains
--   <ns>:job:<id>:out          set    chunks that are queued or leased, if the job has a limit of them
--   <ns>:job:<id>:doubts       set    attempts that may not count, because their worker was silent
--                                     when its lease ended: chunk/worker, or stitch/epoch
--   <ns>:job:<id>:gaps         hash   chunk -> why it was given up, in a job that goes on without
--   <ns>:job:<id>:events       stream what listeners of the job receive
--   <ns>:job:<id>:ear:<index>  and :preview:<index>, which no script touches: see previews.py
--   <ns>:models                set    every model that jobs had
--   <ns>:tenant:<name>:out     set    job/chunk that is queued or leased, of all the tenant's jobs
--   <ns>:model:<name>:ring:<c> list   jobs of class c with chunks to hand out, in turn
--   <ns>:model:<name>:turns    number turns taken while jobs of both classes waited
--   <ns>:model:<name>:returned list   job/chunk that was out and goes out again, before all others
--   <ns>:model:<name>:queued   zset   job/chunk -> when it was handed to the queue; negative for one
--                                     that went to its front: from low to high as they are taken
--   <ns>:model:<name>:leases   zset   job/chunk -> when its lease ends
--   <ns>:model:<name>:workers  zset   worker -> when it counts as dead
--   <ns>:model:<name>:slots    hash   worker -> its slots
--   <ns>:model:<name>:window   number chunks that may be out
--   <ns>:model:<name>:sweep    hash   last: time of the last sweep; from: no earlier one requeues
--   <ns>:model:<name>:rates    hash   what its programmes and its workers' time have been: core_s,
--                                     audio_s, `syllables <voice>/<language>`, `speech_s …`
--   <ns>:model:<name>:suspects set    job/chunk whose message the last sweep found taken, unclaimed
--   <ns>:stitches              zset   job in `stitching` -> when its stitcher's lease ends (0: none)
--   <ns>:stitches:sent         zset   job in `stitching` -> when a stitcher was last asked for
--   <ns>:workers               zset   worker -> when it has missed so many beats that its leases end
--   <ns>:workers:dead          zset   worker -> when its silence is long enough to be its death
--   <ns>:worker:<id>           hash   what the worker says of itself
--   <ns>:clock                 hash   last: the farm's time at the last beat; ahead: how far it is
--                                     ahead of the server's clock, which has stepped back so far
--   <ns>:store                 hash   id and name of the store that all of the farm use
--   <ns>:clean                 string there while the store needs no cleaning
--   <ns>:quarantined           number chunks given up so far
--   <ns>:swept                 number chunks requeued by sweeps so far

local ns = ARGV[1]
local FACTS = '>I4I4BB' -- samples, synthesis ms, attempts, reused
local EVENTS_KEPT = 1000
-- After a job's end its listeners have so long to hear of it. Its state tells all who come later,
-- and a stream weighs nine times as much as the rest of a small job.
local EVENTS_KEPT_S = 20
local ENDED = {'done', 'failed', 'cancelled'}
local DOUBTS_KEPT_S = 3600
-- Failures by a worker's own fault that one piece of work is excused.
local MOST_EXCUSED = 10
local WORKERS_LOOKED_AT = 100
-- Chunks out per slot: one in work, one that waits for it. More gains no speed and makes a short
-- job wait behind the chunks of a long one.
local WINDOW_PER_SLOT = 2
-- Enough that the first worker to come up finds work.
local WINDOW_WITHOUT_WORKERS = 16

-- The server's clock, for people.
local function wall_time()
  local time = redis.call('TIME')
  return time[1] + time[2] / 1e6
end

local farm_time, stepped_back = nil, 0

-- The farm's time, which all deadlines are compared with. It goes on when the server's clock steps
-- back, or when a replica whose clock is behind becomes the server.
local function now()
  if farm_time then return farm_time end
  local last, ahead = unpack(redis.call('HMGET', ns .. ':clock', 'last', 'ahead'))
  farm_time = wall_time() + (ahead or 0)
  if last and farm_time < tonumber(last) then
    stepped_back = last - farm_time
    farm_time = tonumber(last)
  end
  return farm_time
end

-- Remembers how late it is. Returns by how many seconds the server's clock has stepped back.
local function tick()
  local time = now()
  redis.call('HSET', ns .. ':clock', 'last', string.format('%.6f', time))
  if stepped_back > 0 then redis.call('HINCRBYFLOAT', ns .. ':clock', 'ahead', stepped_back) end
  return stepped_back
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

local function tenant_key(tenant)
  return ns .. ':tenant:' .. (tenant or '') .. ':out'
end

-- The letters of lanes; the lane of the job's own model is the first one.
local LANES = '0123456789abcdef'

-- The models that a job's own `model` and its `models` (of all lanes, in order) name.
local function listed_models(model, models)
  if not models then return {model} end
  local all = {}
  for name in string.gmatch(models, '%S+') do all[#all + 1] = name end
  return all
end

local function models_of(job)
  return listed_models(unpack(redis.call('HMGET', job_key(job), 'model', 'models')))
end

-- Which of a job's models speaks a chunk.
local function model_in_lane(job, index, model, models)
  if not models then return model end
  local lane = redis.call('GETRANGE', job_key(job, 'lanes'), index, index)
  if lane == '' then return model end
  return listed_models(model, models)[string.find(LANES, lane, 1, true)]
end

-- The name of a job's field that each of its models has by itself.
local function of_model(job, name, model)
  return model == field(job, 'model') and name or name .. ':' .. model
end

-- Returns the chunk's model, its tenant, and its job's own limit of chunks in flight (0: none).
local function place_of(job, index)
  local model, tenant, limit, models =
    unpack(redis.call('HMGET', job_key(job), 'model', 'tenant', 'in_flight', 'models'))
  return model_in_lane(job, index, model, models), tenant, limit
end

-- The lanes come as a field of the job's hash, and lie apart from it: they may be long.
local function put_lanes_apart(job)
  local lanes = field(job, 'lanes')
  if not lanes then return end
  redis.call('SET', job_key(job, 'lanes'), lanes)
  redis.call('HDEL', job_key(job), 'lanes')
end

local function member(job, index)
  return job .. '/' .. index
end

-- A chunk and a number of things, as messages for people have them.
local function numbered(index)
  return 'Chunk ' .. (index + 1)
end

local function counted(number, noun)
  return number .. ' ' .. noun .. (tonumber(number) == 1 and '' or 's')
end

-- The job and the index of a member.
local function parted(chunk)
  return string.match(chunk, '^(.*)/(%d+)$')
end

-- Whether a worker has missed beats, but not for so long that it must be dead: on a busy machine it
-- may only be slow. One that nobody knows is dead: it signed off, or its silence was too long.
local function is_silent(worker)
  if not worker then return false end
  local time = now()
  if tonumber(redis.call('ZSCORE', ns .. ':workers', worker) or 0) > time then return false end
  return tonumber(redis.call('ZSCORE', ns .. ':workers:dead', worker) or 0) > time
end

-- Whether a zset of workers has another than this one that takes work. `skill` is a field that says
-- '0' for those that don't do this kind of work.
local function another_is_well(workers, worker, skill)
  for _, other in ipairs(redis.call('ZRANGEBYSCORE', workers, now(), '+inf', 'LIMIT', 0,
    WORKERS_LOOKED_AT)) do
    local sick, can = unpack(redis.call('HMGET', ns .. ':worker:' .. other, 'sick', skill))
    if other ~= worker and (sick or '') == '' and can ~= '0' then return true end
  end
  return false
end

local function attempt_of(index, worker)
  return index .. '/' .. worker
end

-- Remembers that an attempt's worker was silent when its lease ended.
local function doubt(job, attempt)
  redis.call('SADD', job_key(job, 'doubts'), attempt)
  redis.call('EXPIRE', job_key(job, 'doubts'), DOUBTS_KEPT_S)
end

-- The worker speaks again. Returns whether its attempt was in doubt.
local function clear_doubt(job, attempt)
  return redis.call('SREM', job_key(job, 'doubts'), attempt) == 1
end

local function recount_stitch(job, by)
  local attempts = tonumber(field(job, 'stitch_attempts') or 0) + by
  redis.call('HSET', job_key(job), 'stitch_attempts', math.max(0, attempts))
end

-- The attempt of a stitcher doesn't count, or not yet. Twice is as good as once.
local function uncount_stitch(job, epoch)
  if field(job, 'stitch_uncounted') == epoch then return end
  redis.call('HSET', job_key(job), 'stitch_uncounted', epoch)
  recount_stitch(job, -1)
end

local function is_done(job, index)
  return redis.call('GETBIT', job_key(job, 'done'), index) == 1
end

local function attempts_of(job, index)
  return tonumber(redis.call('HGET', job_key(job, 'attempts'), index) or 0)
end

local function take_attempt_back(job, index)
  if attempts_of(job, index) > 0 then redis.call('HINCRBY', job_key(job, 'attempts'), index, -1) end
end

local function is_uncounted(job, index)
  return redis.call('SISMEMBER', job_key(job, 'uncounted'), index) == 1
end

-- The attempt in work ends. Returns whether it was one that doesn't count.
local function end_uncounted(job, index)
  return redis.call('SREM', job_key(job, 'uncounted'), index) == 1
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

-- How many more chunks of the model may be out, of its own window or of another.
local function room(model, window)
  window = window or tonumber(redis.call('GET', model_key(model, 'window')))
  return (window or WINDOW_WITHOUT_WORKERS) - redis.call('ZCARD', model_key(model, 'queued'))
    - redis.call('ZCARD', model_key(model, 'leases'))
end

-- Each job says itself whether it is in its ring: to look for it there takes as long as there are
-- jobs.
local function enter_ring(job, model)
  if redis.call('HSETNX', job_key(job), of_model(job, 'in_ring', model), 1) == 0 then return end
  redis.call('RPUSH', model_key(model, 'ring:' .. field(job, 'class')), job)
end

local function enter_rings(job)
  for _, model in ipairs(models_of(job)) do enter_ring(job, model) end
end

local function leave_rings(job)
  for _, model in ipairs(models_of(job)) do
    if redis.call('HDEL', job_key(job), of_model(job, 'in_ring', model)) == 1 then
      redis.call('LREM', model_key(model, 'ring:' .. field(job, 'class')), 1, job)
    end
  end
end

-- A job is in one of the indexes of jobs: live, or ended in a state until it is forgotten.
local function index_live(job)
  for _, state in ipairs(ENDED) do redis.call('ZREM', ns .. ':jobs:ended:' .. state, job) end
  redis.call('ZADD', ns .. ':jobs:live', field(job, 'created'), job)
end

local function index_ended(job, state, forgotten)
  redis.call('ZREM', ns .. ':jobs:live', job)
  redis.call('ZADD', ns .. ':jobs:ended:' .. state, forgotten, job)
end

-- A chunk counts against the limits of its job and its tenant: it is queued or leased.
local function count_out(job, index, tenant, limit)
  if tonumber(limit or 0) > 0 then redis.call('SADD', job_key(job, 'out'), index) end
  redis.call('SADD', tenant_key(tenant), member(job, index))
end

-- A chunk of a known job is out no more, whatever becomes of it next.
local function take_in(job, index)
  local chunk, model, tenant = member(job, index), place_of(job, index)
  redis.call('ZREM', model_key(model, 'queued'), chunk)
  redis.call('ZREM', model_key(model, 'leases'), chunk)
  redis.call('SREM', job_key(job, 'out'), index)
  redis.call('SREM', tenant_key(tenant), chunk)
end

local function lease(job, index, worker, ends)
  local chunk, model, tenant, limit = member(job, index), place_of(job, index)
  local queued = redis.call('ZREM', model_key(model, 'queued'), chunk) == 1
  redis.call('ZADD', model_key(model, 'leases'), ends, chunk)
  redis.call('HSET', job_key(job, 'owners'), index, worker)
  if not queued then count_out(job, index, tenant, limit) end -- else it was counted when it was queued
end

-- State change of a chunk: queued|leased|done -> waiting, to go out again at once.
local function wait_again(job, index)
  take_in(job, index)
  local model = place_of(job, index)
  redis.call('RPUSH', model_key(model, 'returned'), member(job, index))
end

local function start_stitching(job)
  redis.call('HSET', job_key(job), 'state', 'stitching')
  redis.call('ZADD', ns .. ':stitches', 0, job)
  redis.call('ZADD', ns .. ':stitches:sent', now(), job)
end

-- A job that ended leaves the rings at once; its keys leave after the retention. `cause` is the
-- error without the advice in it that is good only for the users of a farm.
local function finish(job, state, err, cause)
  local key = job_key(job)
  redis.call('HSET', key, 'state', state, 'finished', wall_time())
  if err then redis.call('HSET', key, 'error', err, 'cause', cause or err) end
  leave_rings(job)
  redis.call('ZREM', ns .. ':stitches', job)
  redis.call('ZREM', ns .. ':stitches:sent', job)
  tell(job)
  -- The last event carries all: who follows has missed nothing, and most of a job's memory is free.
  redis.call('XTRIM', job_key(job, 'events'), 'MAXLEN', 1)
  local retention = field(job, 'retention')
  redis.call('EXPIRE', key, retention)
  local parts = {'lanes', 'done', 'facts', 'attempts', 'uncounted', 'owners', 'out', 'gaps'}
  for _, part in ipairs(parts) do
    redis.call('EXPIRE', job_key(job, part), retention)
  end
  redis.call('EXPIRE', job_key(job, 'events'), math.min(retention, EVENTS_KEPT_S))
  index_ended(job, state, now() + retention)
end

-- In a job of several models, what each of the others has done.
local function count_of_model(job, index, by)
  if not field(job, 'models') then return end
  local model = place_of(job, index)
  local name = of_model(job, 'done', model)
  if name ~= 'done' then redis.call('HINCRBY', job_key(job), name, by) end
end

-- A chunk of a running job is done for, with a take or without. Returns whether it was the last.
local function count_done(job, index, samples, synthesis_ms, reused)
  local key = job_key(job)
  local attempts = attempts_of(job, index) + (end_uncounted(job, index) and 1 or 0)
  redis.call('HDEL', job_key(job, 'attempts'), index, index .. '/excused')
  redis.call('HDEL', job_key(job, 'owners'), index)
  redis.call('SETRANGE', job_key(job, 'facts'), index * struct.size(FACTS),
    struct.pack(FACTS, samples, synthesis_ms, math.min(attempts, 255), reused))
  redis.call('HINCRBY', key, 'samples', samples)
  redis.call('HINCRBY', key, 'synthesis_ms', synthesis_ms)
  redis.call('HINCRBY', key, 'reused', reused)
  count_of_model(job, index, 1)
  local last = redis.call('HINCRBY', key, 'done', 1) == tonumber(field(job, 'chunks'))
  if last then start_stitching(job) end
  tell(job)
  return last
end

-- Quarantine: the chunk isn't tried any more. Its job's policy says whether the job ends with it.
local function give_up(job, index, why)
  take_in(job, index)
  redis.call('INCR', ns .. ':quarantined')
  if (field(job, 'policy') or 'fail') == 'fail' then return finish(job, 'failed', why) end
  if redis.call('SETBIT', job_key(job, 'done'), index, 1) == 1 then return end
  redis.call('HSET', job_key(job, 'gaps'), index, why)
  redis.call('HINCRBY', job_key(job), 'gaps', 1)
  count_done(job, index, 0, 0, 0)
end

-- The job fails: its stitch ended its worker, or hung, as often as it may be tried.
local function give_up_stitch(job, attempts)
  local cause = 'Stitching was given up: its worker died or hung in each of '
    .. counted(attempts, 'attempt')
  finish(job, 'failed', cause .. '; read the worker\'s log, then `voicefarm resume ' .. job
    .. '`: all takes are kept.', cause .. '.')
end
