-- Hands out the next chunks of one model's jobs, a chunk a turn, until `window` are out.
-- State change of a chunk: waiting -> queued. What the caller then fails to send, the sweep finds.
-- ARGV: ns, model, window
-- Returns {job, index, job, index, ...}
local model, window = ARGV[2], tonumber(ARGV[3])
local ring, queued = model_key(model, 'ring'), model_key(model, 'queued')
local free = window - redis.call('ZCARD', queued) - redis.call('ZCARD', model_key(model, 'leases'))
local time = now()

local function next_chunk(job)
  local returned = redis.call('LPOP', job_key(job, 'requeue'))
  if returned then return returned end
  local cursor = field(job, 'cursor')
  local index = redis.call('BITPOS', job_key(job, 'done'), 0, cursor, -1, 'BIT')
  if index < 0 or index >= tonumber(field(job, 'chunks')) then return nil end
  redis.call('HSET', job_key(job), 'cursor', index + 1)
  return index
end

local out = {}
while free > 0 do
  local job = redis.call('LMOVE', ring, ring, 'LEFT', 'RIGHT')
  if not job then break end
  local index = field(job, 'state') == 'running' and next_chunk(job)
  if not index then
    redis.call('LREM', ring, 0, job)
  elseif redis.call('ZADD', queued, 'NX', time, member(job, index)) == 1 then
    out[#out + 1] = job
    out[#out + 1] = tostring(index)
    free = free - 1
  end
end
return out
