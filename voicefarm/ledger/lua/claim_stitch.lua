-- A stitcher takes a job in `stitching`. Each claim raises the epoch, which fences out the one before,
-- and counts an attempt before it begins: a stitch that ends its worker is not tried for ever. The
-- last one is counted when it runs alone (count_stitch).
-- ARGV: ns, job, worker, lease_s, max_attempts, counts (1|0, as for claim)
-- Returns {epoch, attempt}, with 'again' if this worker has the lease already; nothing if the job
-- isn't to be stitched, or somebody is at it, or it has had its attempts: then it fails, unless the
-- worker of the last one may live. Its takes stay; opened again, it has as many attempts again.
local job, worker, lease_s, most = ARGV[2], ARGV[3], tonumber(ARGV[4]), tonumber(ARGV[5])
local key, time = job_key(job), now()
local state, stitcher, epoch, attempts, uncounted = unpack(redis.call('HMGET', key, 'state',
  'stitcher', 'epoch', 'stitch_attempts', 'stitch_uncounted'))
if state ~= 'stitching' then return {} end
attempts = tonumber(attempts or 0)
local ends = redis.call('ZSCORE', ns .. ':stitches', job)
if ends and tonumber(ends) > time then
  if stitcher ~= worker then return {} end
  return {tonumber(epoch), attempts + (uncounted == epoch and 1 or 0), 'again'}
end
local silent = tonumber(ends or 0) > 0 and is_silent(stitcher)
if attempts >= most then
  if not silent then give_up_stitch(job, attempts) end
  return {}
end
if silent and uncounted ~= epoch then doubt(job, 'stitch/' .. epoch) end
redis.call('ZADD', ns .. ':stitches', time + lease_s, job)
redis.call('HSET', key, 'stitcher', worker)
local mine, attempt = redis.call('HINCRBY', key, 'epoch', 1), attempts + 1
if ARGV[6] == '0' or 1 < attempt and attempt == most then
  redis.call('HSET', key, 'stitch_uncounted', mine)
else
  redis.call('HSET', key, 'stitch_attempts', attempt)
end
return {mine, attempt}
