-- A stitch ended in an error. If that is likely the worker's own fault, another stitcher may take it:
-- while one is well the attempt doesn't count, a few times, and else as long as attempts are left.
-- Otherwise stitching -> failed. Only by the newest epoch.
-- ARGV: ns, job, epoch, error, own (1|0), max_attempts
-- Returns 'again', 'failed', or 'fenced out'.
local job, epoch, err = ARGV[2], ARGV[3], ARGV[4]
local key = job_key(job)
if field(job, 'state') ~= 'stitching' or field(job, 'epoch') ~= epoch then return 'fenced out' end

local function is_excused()
  return another_is_well(ns .. ':workers', field(job, 'stitcher'), 'stitches')
    and redis.call('HINCRBY', key, 'stitches_excused', 1) <= MOST_EXCUSED
end

local function may_be_tried_again()
  if ARGV[5] ~= '1' then return false end
  if is_excused() then uncount_stitch(job, epoch) end
  return tonumber(field(job, 'stitch_attempts') or 0) < tonumber(ARGV[6])
end

if may_be_tried_again() then
  redis.call('ZADD', ns .. ':stitches', 0, job)
  redis.call('ZADD', ns .. ':stitches:sent', now(), job)
  return 'again'
end
finish(job, 'failed', err)
return 'failed'
