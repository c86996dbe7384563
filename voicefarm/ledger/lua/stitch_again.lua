-- done -> stitching, for further forms of the programme; stitching: once more when it ends.
-- ARGV: ns, job
-- Returns 1 if a stitcher must be requested.
local job = ARGV[2]
local key, state = job_key(job), field(job, 'state')

if state == 'stitching' then redis.call('HSET', key, 'again', 1) end
if state ~= 'done' then return 0 end
redis.call('HDEL', key, 'finished', 'stitch_attempts', 'stitches_excused')
for _, part in ipairs({false, 'done', 'facts', 'owners', 'out', 'gaps', 'events'}) do
  redis.call('PERSIST', job_key(job, part or nil))
end
start_stitching(job)
tell(job)
return 1
