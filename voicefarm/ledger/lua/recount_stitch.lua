-- Corrects how often a stitch counts as tried. ARGV: ns, job, by (-1|1)
local job = ARGV[2]
if field(job, 'state') ~= 'stitching' then return end
local attempts = tonumber(field(job, 'stitch_attempts') or 0) + ARGV[3]
redis.call('HSET', job_key(job), 'stitch_attempts', math.max(0, attempts))
