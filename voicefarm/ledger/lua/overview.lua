-- The farm at a glance, for metrics and `voicefarm top`. Changes nothing.
-- ARGV: ns
-- Returns JSON: {models = {name = {...}}, jobs = {state = count}, quarantined, swept}
local time, models, states = now(), {}, {}

-- How long ago the first was queued, at the queue's back and at its front.
local function oldest_s(queued)
  local back = redis.call('ZRANGEBYSCORE', queued, 0, '+inf', 'WITHSCORES', 'LIMIT', 0, 1)
  local front = redis.call('ZREVRANGEBYSCORE', queued, 0, '-inf', 'WITHSCORES', 'LIMIT', 0, 1)
  return math.max(0, time - (back[2] or time), time + (front[2] or -time))
end

local function model_of(name)
  models[name] = models[name] or {unfinished = 0, oldest_job_s = 0}
  return models[name]
end

-- The chunks that each model of a job has yet to speak, of `left` in all.
local function unfinished(job, model, lanes, left)
  local of = {}
  for _, name in ipairs(listed_models(model, lanes)) do
    if name ~= model then
      local all, done = unpack(
        redis.call('HMGET', job_key(job), 'chunks:' .. name, 'done:' .. name))
      of[name] = (all or 0) - (done or 0)
      left = left - of[name]
    end
  end
  if left > 0 or not lanes then of[model] = left end
  return of
end

-- Those that ended are counted, not looked at: there may be a million.
for _, state in ipairs(ENDED) do
  local count = redis.call('ZCOUNT', ns .. ':jobs:ended:' .. state, '(' .. time, '+inf')
  if count > 0 then states[state] = count end
end
for _, name in ipairs(redis.call('SMEMBERS', ns .. ':models')) do model_of(name) end
for _, job in ipairs(redis.call('ZRANGE', ns .. ':jobs:live', 0, -1)) do
  local names = {'state', 'model', 'chunks', 'done', 'created', 'models'}
  local state, model, chunks, done, created, lanes =
    unpack(redis.call('HMGET', job_key(job), unpack(names)))
  if state then
    states[state] = (states[state] or 0) + 1
    if state == 'running' then
      for name, left in pairs(unfinished(job, model, lanes, chunks - done)) do
        local entry = model_of(name)
        entry.unfinished = entry.unfinished + left
        entry.oldest_job_s = math.max(entry.oldest_job_s, wall_time() - created)
      end
    end
  end
end

for name, entry in pairs(models) do
  entry.queued = redis.call('ZCARD', model_key(name, 'queued'))
  entry.leased = redis.call('ZCARD', model_key(name, 'leases'))
  entry.waiting = math.max(0, entry.unfinished - entry.queued - entry.leased)
  entry.oldest_queued_s = oldest_s(model_key(name, 'queued'))
  entry.workers = redis.call('ZCOUNT', model_key(name, 'workers'), time, '+inf')
  entry.slots = 0
  for _, some in ipairs(redis.call('HVALS', model_key(name, 'slots'))) do
    entry.slots = entry.slots + tonumber(some)
  end
end
return cjson.encode({
  models = models,
  jobs = states,
  quarantined = tonumber(redis.call('GET', ns .. ':quarantined') or 0),
  swept = tonumber(redis.call('GET', ns .. ':swept') or 0),
})
