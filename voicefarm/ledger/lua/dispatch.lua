-- Hands out chunks of one model's jobs: first those that come back, which want no room as they were
-- out before, then new ones in weighted turns until the window is full. Each message to the front goes
-- before those that are there. So what came back later waits until what came back first was taken.
-- State change of a chunk: waiting -> queued. What the caller then fails to send, the sweep finds.
-- ARGV: ns, model, window ('' for the model's own), tenant_in_flight (0: no limit), in_order (1: the
-- oldest job of a class first, 0: all in turn)
-- Returns {those for the queue's front, the others}, each {job, index, job, index, ...}
local model, tenant_limit, in_order = ARGV[2], tonumber(ARGV[4]), ARGV[5] == '1'
local queued, leases = model_key(model, 'queued'), model_key(model, 'leases')
local time = now()
-- Chunks for one caller to send: a heart must not be busy for seconds with the window of a big farm.
local AT_ONCE = 250
-- While jobs of both classes wait, one turn in so many is the batch's.
local BATCH_TURN = 5
-- Chunks that one look for the model's own lane goes over.
local LANES_AT_ONCE = 4096
-- Jobs at their limit that one call looks at; the next call goes on behind them.
local MOST_SKIPPED = 100

local function is_out(job, index)
  local chunk = member(job, index)
  if redis.call('ZSCORE', queued, chunk) then return true end
  local ends = redis.call('ZSCORE', leases, chunk)
  return ends and tonumber(ends) > time
end

-- From `cursor` on, in a job of several models: the next chunk of this one.
local function next_in_lane(job, cursor, chunks, own, models)
  local lane
  for place, name in ipairs(listed_models(own, models)) do
    if name == model then lane = string.sub(LANES, place, place) end
  end
  while lane and cursor < chunks do
    local lanes = redis.call('GETRANGE', job_key(job, 'lanes'), cursor, cursor + LANES_AT_ONCE - 1)
    local found = string.find(lanes, lane, 1, true)
    if found then return cursor + found - 1 end
    if lanes == '' then return chunks end
    cursor = cursor + #lanes
  end
  return chunks
end

local function next_index(job)
  local own, models, chunks, cursor =
    unpack(redis.call('HMGET', job_key(job), 'model', 'models', 'chunks', 'cursor'))
  local name, index = 'cursor', nil
  chunks = tonumber(chunks)
  if models then
    name = of_model(job, 'cursor', model)
    index = next_in_lane(job, tonumber(field(job, name)), chunks, own, models)
  else
    index = redis.call('BITPOS', job_key(job, 'done'), 0, cursor, -1, 'BIT')
  end
  if index < 0 or index >= chunks then return nil end
  redis.call('HSET', job_key(job), name, index + 1)
  return index, index + 1 >= chunks
end

-- Returns it, and whether the job has no more behind it: then it needs no further turn.
local function next_chunk(job)
  local index, last = next_index(job)
  while index and (is_done(job, index) or is_out(job, index)) do index, last = next_index(job) end
  return index, last
end

local function at_limit(job, limit, starts)
  if tonumber(starts) > time then return true end
  if limit > 0 and redis.call('SCARD', job_key(job, 'out')) >= limit then return true end
  return tenant_limit > 0
    and redis.call('SCARD', tenant_key(field(job, 'tenant'))) >= tenant_limit
end

-- A turn is as many chunks as the job's weight, over as many calls as that takes.
local function take_turn(ring, job, weight)
  local credit = of_model(job, 'credit', model)
  if redis.call('HINCRBY', job_key(job), credit, -1) <= 0 then
    redis.call('HSET', job_key(job), credit, weight)
    redis.call('LMOVE', ring, ring, 'LEFT', 'RIGHT')
  end
end

local function leave(ring, job)
  redis.call('LREM', ring, 1, job)
  redis.call('HDEL', job_key(job), of_model(job, 'in_ring', model))
end

local function from(ring)
  local place = 0
  for _ = 1, math.min(redis.call('LLEN', ring), MOST_SKIPPED) do
    local job = redis.call('LINDEX', ring, place)
    local state, limit, starts, weight =
      unpack(redis.call('HMGET', job_key(job), 'state', 'in_flight', 'starts', 'weight'))
    if state == 'running' and at_limit(job, tonumber(limit), starts) then
      if in_order then place = place + 1 else redis.call('LMOVE', ring, ring, 'LEFT', 'RIGHT') end
    else
      local index, last
      if state == 'running' then index, last = next_chunk(job) end
      if last or not index then
        leave(ring, job)
      elseif not in_order then
        take_turn(ring, job, weight)
      end
      if index then return job, index end
    end
  end
end

local function next_turn()
  local first, second = model_key(model, 'ring:interactive'), model_key(model, 'ring:batch')
  if redis.call('EXISTS', first, second) == 2
    and redis.call('INCR', model_key(model, 'turns')) % BATCH_TURN == 0 then
    first, second = second, first
  end
  local job, index = from(first)
  if job then return job, index end
  return from(second)
end

-- Scores are the order in which a queue gives them, so that the sweep knows which have left it.
local function hand_out(out, job, index, since)
  redis.call('ZADD', queued, since + #out / 2e6, member(job, index))
  local _, tenant, limit = place_of(job, index)
  count_out(job, index, tenant, limit)
  out[#out + 1] = job
  out[#out + 1] = tostring(index)
end

local front, back = {}, {}
local front_is_taken = redis.call('ZCOUNT', queued, '-inf', '(0') == 0
for _ = 1, front_is_taken and AT_ONCE or 0 do
  local chunk = redis.call('LPOP', model_key(model, 'returned'))
  if not chunk then break end
  local job, index = parted(chunk)
  if field(job, 'state') == 'running' and not is_done(job, index) and not is_out(job, index) then
    hand_out(front, job, index, -time)
  end
end
for _ = 1, math.min(room(model, tonumber(ARGV[3])), AT_ONCE - #front / 2) do
  local job, index = next_turn()
  if not job then break end
  hand_out(back, job, index, time)
end
return {front, back}
