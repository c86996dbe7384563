-- The last attempt at a chunk begins, alone in its worker: from now on it counts.
-- ARGV: ns, job, index, worker
local job, index = ARGV[2], ARGV[3]
if redis.call('HGET', job_key(job, 'owners'), index) ~= ARGV[4] or is_done(job, index) then return end
if end_uncounted(job, index) then redis.call('HINCRBY', job_key(job, 'attempts'), index, 1) end
