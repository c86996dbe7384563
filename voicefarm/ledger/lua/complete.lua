-- State change of a chunk: -> done, whoever did it: takes are content-addressed, so any is right.
-- The last one turns the job to `stitching`, in the same call and therefore exactly once.
-- ARGV: ns, job, index, samples, synthesis_ms, reused (0|1)
-- Returns 'last', 'done', or why it counts for nothing: 'duplicate', 'ended', 'unknown'.
local job, index = ARGV[2], ARGV[3]
local state = field(job, 'state')
if not state then return 'unknown' end

take_in(job, index)
if state ~= 'running' then return 'ended' end
if redis.call('SETBIT', job_key(job, 'done'), index, 1) == 1 then return 'duplicate' end
local last = count_done(job, index, tonumber(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[6]))
return last and 'last' or 'done'
