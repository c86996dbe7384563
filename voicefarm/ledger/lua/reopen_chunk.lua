-- A take that was counted as done is gone from the store: done -> waiting, and stitching -> running.
-- Its attempts go on counting: one whose takes are broken each time is given up.
-- ARGV: ns, job, index, epoch, max_attempts
-- Returns 1, or 0 if this stitcher was fenced out.
local job, index = ARGV[2], ARGV[3]
local key = job_key(job)
if field(job, 'state') ~= 'stitching' or field(job, 'epoch') ~= ARGV[4] then return 0 end
if redis.call('SETBIT', job_key(job, 'done'), index, 0) == 0 then return 0 end

local offset = index * struct.size(FACTS)
local packed = redis.call('GETRANGE', job_key(job, 'facts'), offset, offset + struct.size(FACTS) - 1)
local samples, synthesis_ms, attempts, reused = struct.unpack(FACTS, packed)
redis.call('HINCRBY', key, 'done', -1)
redis.call('HINCRBY', key, 'samples', -samples)
redis.call('HINCRBY', key, 'synthesis_ms', -synthesis_ms)
redis.call('HINCRBY', key, 'reused', -reused)
uncount_stitch(job, ARGV[4])
redis.call('HSET', job_key(job, 'attempts'), index, attempts)
redis.call('HSET', key, 'state', 'running')
redis.call('ZREM', ns .. ':stitches', job)
redis.call('ZREM', ns .. ':stitches:sent', job)
if attempts >= tonumber(ARGV[5]) then
  give_up(job, index, numbered(index) .. ' was given up: its take was lost or broken after each of '
    .. counted(attempts, 'attempt') .. '; look after the store and its disks.')
  return 1
end
wait_again(job, index)
tell(job)
return 1
