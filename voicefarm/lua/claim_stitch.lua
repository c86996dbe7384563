-- A stitcher takes a job in `stitching`. Each claim raises the epoch, which fences out the one before.
-- ARGV: ns, job, lease_s
-- Returns the epoch, or 0 if the job isn't to be stitched or somebody is at it.
local job, time = ARGV[2], now()
if field(job, 'state') ~= 'stitching' then return 0 end
local lease = redis.call('ZSCORE', ns .. ':stitches', job)
if lease and tonumber(lease) > time then return 0 end
redis.call('ZADD', ns .. ':stitches', time + ARGV[3], job)
return redis.call('HINCRBY', job_key(job), 'epoch', 1)
