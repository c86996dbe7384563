-- An attempt ended in an error. State change of a chunk: leased -> waiting, or, when it had its
-- attempts, -> given up. Counts only from the worker that holds the chunk.
-- One that is likely the worker's own fault doesn't count, a few times, if the model has a worker
-- that is well.
-- ARGV: ns, job, index, worker, max_attempts, error, own (1|0)
-- Returns 'requeued', 'excused', 'given up', or why it counts for nothing: 'ended', 'done', 'not held'.
local job, index, worker, limit = ARGV[2], ARGV[3], ARGV[4], tonumber(ARGV[5])
local state = field(job, 'state')
if not state then return 'ended' end
if redis.call('HGET', job_key(job, 'owners'), index) ~= worker then return 'not held' end
take_in(job, index)
redis.call('HDEL', job_key(job, 'owners'), index)
local uncounted = end_uncounted(job, index)
if state ~= 'running' then return 'ended' end
if is_done(job, index) then return 'done' end

local function is_excused()
  local workers = model_key(place_of(job, index), 'workers')
  return ARGV[7] == '1' and another_is_well(workers, worker, 'slots')
    and redis.call('HINCRBY', job_key(job, 'attempts'), index .. '/excused', 1) <= MOST_EXCUSED
end

if is_excused() then
  if not uncounted then take_attempt_back(job, index) end
  wait_again(job, index)
  return 'excused'
end
if attempts_of(job, index) >= limit then
  give_up(job, index, ARGV[6])
  return 'given up'
end
wait_again(job, index)
return 'requeued'
