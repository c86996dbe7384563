-- An attempt ended in an error. State change of a chunk: leased -> waiting, or, when it had its
-- attempts, -> given up. Counts only from the worker that holds the chunk.
-- ARGV: ns, job, index, worker, max_attempts, error
-- Returns 'requeued', 'given up', or why it counts for nothing: 'ended', 'done', 'not held'.
local job, index, worker, limit = ARGV[2], ARGV[3], ARGV[4], tonumber(ARGV[5])
local state = field(job, 'state')
if not state then return 'ended' end
if redis.call('HGET', job_key(job, 'owners'), index) ~= worker then return 'not held' end
take_in(job, index)
redis.call('HDEL', job_key(job, 'owners'), index)
end_uncounted(job, index)
if state ~= 'running' then return 'ended' end
if is_done(job, index) then return 'done' end

if attempts_of(job, index) >= limit then
  give_up(job, index, ARGV[6])
  return 'given up'
end
wait_again(job, index)
return 'requeued'
