-- A stitcher takes a job in `stitching`. Each claim raises the epoch, which fences out the one before,
-- and counts an attempt before it begins: a stitch that ends its worker is not tried for ever.
-- ARGV: ns, job, lease_s, max_attempts
-- Returns {epoch, attempt}; nothing if the job isn't to be stitched, or somebody is at it, or it has
-- had its attempts: then it fails. Its takes stay; opened again, it has as many attempts again.
local job, most, time = ARGV[2], tonumber(ARGV[4]), now()
if field(job, 'state') ~= 'stitching' then return {} end
local lease = redis.call('ZSCORE', ns .. ':stitches', job)
if lease and tonumber(lease) > time then return {} end
local attempts = tonumber(field(job, 'stitch_attempts') or 0)
if attempts >= most then
  finish(job, 'failed', 'Stitching was given up: its worker died or hung in each of ' .. attempts
    .. ' attempts; read the worker\'s log, then `voicefarm resume ' .. job .. '`: all takes are kept.')
  return {}
end
redis.call('ZADD', ns .. ':stitches', time + ARGV[3], job)
redis.call('HINCRBY', job_key(job), 'stitch_attempts', 1)
return {redis.call('HINCRBY', job_key(job), 'epoch', 1), attempts + 1}
