-- A worker says that it lives.
-- ARGV: ns, worker, model ('' for none), slots, lease_s, then field, value pairs to remember
local worker, model, slots, lease_s = ARGV[2], ARGV[3], ARGV[4], tonumber(ARGV[5])
local time = now()
-- A worker that has missed beats for so many leases' time is dead; before, it may only be slow.
local DEAD_AFTER_LEASES = 5
local key = ns .. ':worker:' .. worker
-- Past so much audio what it cost long ago counts half.
local MOST_AUDIO_S = 36000

-- The CPU time since the beat before, if the worker worked in it, and the audio that it gave.
local function count_cost(name, record, cpu_s, audio_s)
  if not (cpu_s and audio_s) then return end
  local cpu, audio, busy = unpack(redis.call('HMGET', record, 'cpu_s', 'audio_s', 'busy'))
  local made = audio - audio_s
  if made <= 0 and tonumber(busy) == 0 or tonumber(cpu) < tonumber(cpu_s) then return end
  local rates = model_key(name, 'rates')
  redis.call('HINCRBYFLOAT', rates, 'core_s', cpu - cpu_s)
  if tonumber(redis.call('HINCRBYFLOAT', rates, 'audio_s', made)) > MOST_AUDIO_S then
    for _, part in ipairs({'core_s', 'audio_s'}) do
      redis.call('HSET', rates, part, redis.call('HGET', rates, part) / 2)
    end
  end
end

-- First, because a server that is out of memory lets a script that began by deleting go on.
redis.call('ZREMRANGEBYSCORE', ns .. ':workers', '-inf', time)
redis.call('ZREMRANGEBYSCORE', ns .. ':workers:dead', '-inf', time)
tick()
local cpu_before, audio_before = unpack(redis.call('HMGET', key, 'cpu_s', 'audio_s'))
redis.call('HSET', key, unpack(ARGV, 6))
redis.call('PEXPIRE', key, math.ceil(lease_s * 1000))
redis.call('ZADD', ns .. ':workers', time + lease_s, worker)
redis.call('ZADD', ns .. ':workers:dead', time + DEAD_AFTER_LEASES * lease_s, worker)
if model ~= '' then
  count_cost(model, key, cpu_before, audio_before)
  redis.call('ZADD', model_key(model, 'workers'), time + lease_s, worker)
  redis.call('HSET', model_key(model, 'slots'), worker, slots)
end
