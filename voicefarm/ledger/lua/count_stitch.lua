-- The last attempt at a stitch begins, alone in its worker: from now on it counts.
-- ARGV: ns, job, epoch (that of the stitcher who asks)
local job, epoch = ARGV[2], ARGV[3]
if field(job, 'state') ~= 'stitching' or field(job, 'epoch') ~= epoch then return end
if field(job, 'stitch_uncounted') == epoch then
  redis.call('HDEL', job_key(job), 'stitch_uncounted')
  recount_stitch(job, 1)
end
