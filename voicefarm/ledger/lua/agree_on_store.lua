-- All of a farm use one store. The first to come says which; a worker that comes while no other lives
-- may change it, as when a farm has moved.
-- ARGV: ns, id of the store, its name, 1 for a worker
-- Returns nothing if it is the farm's store, otherwise the name of that.
local id, name, is_worker = ARGV[2], ARGV[3], ARGV[4] == '1'
local key = ns .. ':store'
local known, known_name = unpack(redis.call('HMGET', key, 'id', 'name'))
local alive = redis.call('ZCOUNT', ns .. ':workers', now(), '+inf')

if known and known ~= id and known_name ~= name and not (is_worker and alive == 0) then
  return known_name
end
redis.call('HSET', key, 'id', id, 'name', name)
return false
