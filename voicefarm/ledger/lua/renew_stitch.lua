-- Prolongs a stitcher's lease. ARGV: ns, job, epoch, lease_s
-- Returns 1, or 0 if the job ended or another stitcher has it: then this one should stop.
local job = ARGV[2]
if field(job, 'state') ~= 'stitching' or field(job, 'epoch') ~= ARGV[3] then return 0 end
redis.call('ZADD', ns .. ':stitches', now() + ARGV[4], job)
return 1
