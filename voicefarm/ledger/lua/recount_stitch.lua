-- Corrects how often a stitch counts as tried.
-- ARGV: ns, job, by (-1|1), epoch ('' for any): that of the stitcher who asks
local job, epoch = ARGV[2], ARGV[4]
if field(job, 'state') ~= 'stitching' then return end
if epoch == '' or field(job, 'epoch') == epoch then recount_stitch(job, ARGV[3]) end
