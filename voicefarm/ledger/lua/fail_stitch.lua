-- A stitch ended in an error. If that is likely the worker's own fault, and the job has attempts
-- left, another stitcher may take it; otherwise stitching -> failed. Only by the newest epoch.
-- ARGV: ns, job, epoch, error, own (1|0), max_attempts
-- Returns 'again', 'failed', or 'fenced out'.
local job, err = ARGV[2], ARGV[4]
if field(job, 'state') ~= 'stitching' or field(job, 'epoch') ~= ARGV[3] then return 'fenced out' end
if ARGV[5] == '1' and tonumber(field(job, 'stitch_attempts') or 0) < tonumber(ARGV[6]) then
  redis.call('ZADD', ns .. ':stitches', 0, job)
  redis.call('ZADD', ns .. ':stitches:sent', now(), job)
  return 'again'
end
finish(job, 'failed', err)
return 'failed'
