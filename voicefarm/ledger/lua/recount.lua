-- Corrects how often a chunk counts as tried. ARGV: ns, job, index, by (-1|1)
-- Returns the attempts now.
local job, index = ARGV[2], ARGV[3]
if not field(job, 'state') or is_done(job, index) then return 0 end
return redis.call('HINCRBY', job_key(job, 'attempts'), index, ARGV[4])
