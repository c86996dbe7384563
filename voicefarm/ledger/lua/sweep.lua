-- Heals what a crash left between two steps: chunks whose lease ended or whose message was lost go
-- out again, and jobs that wait for a stitcher are named. A chunk that ended its worker as often as
-- it may be tried is given up. Idempotent; may run anywhere at any time.
-- ARGV: ns, model ('' for none), queue (the list with the model's messages), every_s, lease_s,
--   lost_after_s (how long a chunk may sit in the queue), restitch_s, max_attempts
-- Returns {chunks requeued, jobs to stitch}; nothing if somebody swept in the last `every_s`.
local model, queue, every_s, lease_s = ARGV[2], ARGV[3], tonumber(ARGV[4]), tonumber(ARGV[5])
local lost_after_s, restitch_s, most = tonumber(ARGV[6]), tonumber(ARGV[7]), tonumber(ARGV[8])
local time, requeued = now(), 0
local AT_ONCE = 1000
local INDEXED_AT_ONCE = 5000

-- By the farm's own time: a key that expires would outlive a server's clock that steps back.
local last = tonumber(redis.call('HGET', model_key(model, 'sweep'), 'last') or 0)
if time - last < every_s then return {0, {}} end

local function requeue(set, chunk)
  local job, index = parted(chunk)
  redis.call('ZREM', set, chunk)
  if not field(job, 'state') then return end
  take_in(job, index)
  end_uncounted(job, index)
  if field(job, 'state') ~= 'running' or is_done(job, index) then return end
  local attempts = attempts_of(job, index)
  if attempts >= most then
    return give_up(job, index, numbered(index) .. ' was given up: its worker died or hung in each of '
      .. counted(attempts, 'attempt') .. '; read its text in the job\'s pages and the worker\'s log.')
  end
  wait_again(job, index)
  requeued = requeued + 1
end

-- Not given up while the worker of the last attempt may live: it may only be slow.
local function requeue_ended(leases, chunk)
  local job, index = parted(chunk)
  local owner = redis.call('HGET', job_key(job, 'owners'), index)
  if is_silent(owner) then
    if attempts_of(job, index) >= most then return end
    if not is_uncounted(job, index) then doubt(job, attempt_of(index, owner)) end
  end
  requeue(leases, chunk)
end

local function requeue_between(set, low, high)
  for _, chunk in ipairs(redis.call('ZRANGEBYSCORE', set, low, high, 'LIMIT', 0, AT_ONCE)) do
    requeue(set, chunk)
  end
end

-- The first in the queue's order, beyond those that it holds, were taken from it. One that two
-- sweeps in a row find so is lost; between them a worker had the time to claim it.
local function requeue_taken(queued)
  local suspects, before = model_key(model, 'suspects'), {}
  for _, chunk in ipairs(redis.call('SMEMBERS', suspects)) do before[chunk] = true end
  redis.call('DEL', suspects)
  local taken = math.min(redis.call('ZCARD', queued) - redis.call('LLEN', queue), AT_ONCE)
  if taken <= 0 then return end
  for _, chunk in ipairs(redis.call('ZRANGE', queued, 0, taken - 1)) do
    if before[chunk] then requeue(queued, chunk) else redis.call('SADD', suspects, chunk) end
  end
end

-- After a time without sweeps the server, or everybody's way to it, was away. The leases went on
-- to end, but not for want of life: the workers may say so first.
local function may_requeue()
  local key = model_key(model, 'sweep')
  local last, from = unpack(redis.call('HMGET', key, 'last', 'from'))
  redis.call('HSET', key, 'last', time)
  -- Once per outage: where sweeps are always so far apart, because all are slow, each would wait.
  if last and time - last > lease_s / 2 and tonumber(last) >= tonumber(from or 0) then
    from = time + lease_s / 2
    redis.call('HSET', key, 'from', from)
  end
  return time >= tonumber(from or 0)
end

local function set_window()
  local workers, slots = model_key(model, 'workers'), model_key(model, 'slots')
  for _, dead in ipairs(redis.call('ZRANGEBYSCORE', workers, '-inf', time)) do
    redis.call('ZREM', workers, dead)
    redis.call('HDEL', slots, dead)
  end
  local all = 0
  for _, some in ipairs(redis.call('HVALS', slots)) do all = all + tonumber(some) end
  local window = all > 0 and WINDOW_PER_SLOT * all or WINDOW_WITHOUT_WORKERS
  redis.call('SET', model_key(model, 'window'), window)
end

local settled = may_requeue()
if model ~= '' then
  set_window()
  if settled then
    local queued = model_key(model, 'queued')
    local leases = model_key(model, 'leases')
    for _, chunk in ipairs(redis.call('ZRANGEBYSCORE', leases, 0, time, 'LIMIT', 0, AT_ONCE)) do
      requeue_ended(leases, chunk)
    end
    requeue_between(queued, 0, time - lost_after_s)
    requeue_between(queued, lost_after_s - time, 0)
    requeue_taken(queued)
  end
  if requeued > 0 then redis.call('INCRBY', ns .. ':swept', requeued) end
end

-- Given up here too, as where the last attempt hangs in the last slot nobody claims it any more.
local function may_stitch(job, ends)
  if tonumber(ends) == 0 then return true end
  local stitcher, attempts = unpack(redis.call('HMGET', job_key(job), 'stitcher', 'stitch_attempts'))
  if tonumber(attempts or 0) < most then return true end
  if not is_silent(stitcher) then give_up_stitch(job, attempts) end
  return false
end

-- Those that were asked for longest ago first. Behind as many as have a stitcher there are others.
local function stitches_wanted()
  local all, sent, wanted = ns .. ':stitches', ns .. ':stitches:sent', {}
  local most = AT_ONCE + redis.call('ZCOUNT', all, '(' .. time, '+inf')
  for _, job in ipairs(
    redis.call('ZRANGEBYSCORE', sent, '-inf', time - restitch_s, 'LIMIT', 0, most)
  ) do
    local ends = redis.call('ZSCORE', all, job)
    if ends and tonumber(ends) <= time and may_stitch(job, ends) then
      redis.call('ZADD', sent, time, job)
      wanted[#wanted + 1] = job
    end
  end
  return wanted
end

-- The keys of an ended job expire by themselves; the indexes are told here.
local function forget_jobs()
  for _, state in ipairs(ENDED) do
    local index = ns .. ':jobs:ended:' .. state
    local forgotten = redis.call('ZRANGEBYSCORE', index, '-inf', time, 'LIMIT', 0, AT_ONCE)
    for _, job in ipairs(forgotten) do
      redis.call('ZREM', index, job)
      if not field(job, 'state') then redis.call('ZREM', ns .. ':jobs', job) end
    end
  end
end

-- Once: the jobs of a version that had one index for all. There may be a million, so some a sweep.
local function index_jobs()
  local indexed, place = ns .. ':jobs:indexed', ns .. ':jobs:indexing'
  if redis.call('EXISTS', indexed) == 1 then return end
  local cursor, found =
    unpack(redis.call('ZSCAN', ns .. ':jobs', redis.call('GET', place) or 0, 'COUNT', INDEXED_AT_ONCE))
  for number = 1, #found, 2 do
    local job = found[number]
    local state = field(job, 'state')
    if state then redis.call('SADD', ns .. ':models', field(job, 'model')) end
    if state == 'running' or state == 'stitching' then
      index_live(job)
    elseif state then
      index_ended(job, state, time + math.max(0, redis.call('TTL', job_key(job))))
    else
      redis.call('ZREM', ns .. ':jobs', job)
    end
  end
  redis.call('SET', place, cursor)
  if cursor == '0' then
    redis.call('SET', indexed, '1')
    redis.call('DEL', place)
  end
end

index_jobs()
forget_jobs()
return {requeued, settled and stitches_wanted() or {}}
