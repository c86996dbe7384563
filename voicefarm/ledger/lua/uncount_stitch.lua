-- The attempt at a stitch doesn't count, however it ends.
-- ARGV: ns, job, epoch (that of the stitcher who asks)
local job, epoch = ARGV[2], ARGV[3]
if field(job, 'state') ~= 'stitching' or field(job, 'epoch') ~= epoch then return end
uncount_stitch(job, epoch)
