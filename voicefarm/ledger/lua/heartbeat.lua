-- A worker says that it lives.
-- ARGV: ns, worker, model ('' for none), slots, lease_s, then field, value pairs to remember
local worker, model, slots, lease_s = ARGV[2], ARGV[3], ARGV[4], tonumber(ARGV[5])
local time = now()
-- A worker that has missed beats for so many leases' time is dead; before, it may only be slow.
local DEAD_AFTER_LEASES = 5
local key = ns .. ':worker:' .. worker
-- First, because a server that is out of memory lets a script that began by deleting go on.
redis.call('ZREMRANGEBYSCORE', ns .. ':workers', '-inf', time)
redis.call('ZREMRANGEBYSCORE', ns .. ':workers:dead', '-inf', time)
tick()
redis.call('HSET', key, unpack(ARGV, 6))
redis.call('PEXPIRE', key, math.ceil(lease_s * 1000))
redis.call('ZADD', ns .. ':workers', time + lease_s, worker)
redis.call('ZADD', ns .. ':workers:dead', time + DEAD_AFTER_LEASES * lease_s, worker)
if model ~= '' then
  redis.call('ZADD', model_key(model, 'workers'), time + lease_s, worker)
  redis.call('HSET', model_key(model, 'slots'), worker, slots)
end
