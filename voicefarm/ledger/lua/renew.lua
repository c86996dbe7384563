-- Prolongs the leases of chunks whose engine went on; one that was given to another stays with it.
-- A lease that the ledger has lost or ended too early, and that nobody else has, comes back. One that
-- another has because this worker was silent cost no attempt: the worker neither died nor hung.
-- ARGV: ns, worker, lease_s, then job, index pairs
-- Returns {jobs among them that ended: their slots should stop, jobs that the ledger forgot}.
local worker, ends = ARGV[2], now() + ARGV[3]
local ended, unknown = {}, {}

-- Nearly always the lease is there, and only its end moves.
local function prolong(job, model, models, index, owner)
  if owner and owner ~= worker then
    if clear_doubt(job, attempt_of(index, worker)) then take_attempt_back(job, index) end
    return
  end
  local chunk, model = member(job, index), model_in_lane(job, index, model, models)
  if owner and redis.call('ZADD', model_key(model, 'leases'), 'XX', 'CH', ends, chunk) == 1 then
    return
  end
  clear_doubt(job, attempt_of(index, worker))
  if not is_done(job, index) then lease(job, index, worker, ends) end
end

local held, jobs = {}, {}
for i = 4, #ARGV, 2 do
  local job = ARGV[i]
  if not held[job] then
    held[job] = {}
    jobs[#jobs + 1] = job
  end
  table.insert(held[job], ARGV[i + 1])
end
for _, job in ipairs(jobs) do
  local state, model, models = unpack(redis.call('HMGET', job_key(job), 'state', 'model', 'models'))
  if not state then
    unknown[#unknown + 1] = job
  elseif state ~= 'running' then
    ended[#ended + 1] = job
  else
    local owners = redis.call('HMGET', job_key(job, 'owners'), unpack(held[job]))
    for i, index in ipairs(held[job]) do prolong(job, model, models, index, owners[i]) end
  end
end
return {ended, unknown}
