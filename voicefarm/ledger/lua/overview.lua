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

-- Those that ended are counted, not looked at: there may be a million.
for _, state in ipairs(ENDED) do
  local count = redis.call('ZCOUNT', ns .. ':jobs:ended:' .. state, '(' .. time, '+inf')
  if count > 0 then states[state] = count end
end
for _, name in ipairs(redis.call('SMEMBERS', ns .. ':models')) do model_of(name) end
for _, job in ipairs(redis.call('ZRANGE', ns .. ':jobs:live', 0, -1)) do
  local state, model, chunks, done, created =
    unpack(redis.call('HMGET', job_key(job), 'state', 'model', 'chunks', 'done', 'created'))
  if state then
    states[state] = (states[state] or 0) + 1
    local entry = model_of(model)
    if state == 'running' then
      entry.unfinished = entry.unfinished + chunks - done
      entry.oldest_job_s = math.max(entry.oldest_job_s, wall_time() - created)
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
