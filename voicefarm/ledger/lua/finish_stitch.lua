-- stitching -> done, or -> failed with an error; only by the stitcher of the newest epoch.
-- ARGV: ns, job, epoch, error ('' for none), then field, value pairs for a job that is done
-- Returns 1, or 0 if it counts for nothing.
local job, err = ARGV[2], ARGV[4]
if field(job, 'state') ~= 'stitching' or field(job, 'epoch') ~= ARGV[3] then return 0 end
if err == '' and redis.call('HDEL', job_key(job), 'again') == 1 then
  start_stitching(job) -- a form was wanted meanwhile; the next sweep requests a stitcher
  redis.call('HDEL', job_key(job), 'stitch_attempts', 'stitches_excused')
  redis.call('ZADD', ns .. ':stitches:sent', 0, job)
  tell(job)
elseif err == '' then
  if ARGV[5] then redis.call('HSET', job_key(job), unpack(ARGV, 5)) end
  finish(job, 'done')
else finish(job, 'failed', err) end
return 1
