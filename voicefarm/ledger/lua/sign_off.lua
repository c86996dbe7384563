-- A worker ends in good order.
-- ARGV: ns, worker, model
local worker, model = ARGV[2], ARGV[3]
redis.call('DEL', ns .. ':worker:' .. worker)
redis.call('ZREM', ns .. ':workers', worker)
redis.call('ZREM', ns .. ':workers:dead', worker)
redis.call('ZREM', model_key(model, 'workers'), worker)
redis.call('HDEL', model_key(model, 'slots'), worker)
