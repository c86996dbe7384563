-- Takes that were counted as done are gone from the store: done -> waiting, and stitching -> running.
-- Their chunks' attempts go on counting: one whose takes are broken each time is given up. A few go
-- out before all others, as they hold a finished job up; many take their turns.
-- ARGV: ns, job, epoch, max_attempts, then indices
-- Returns 1, or 0 if this stitcher was fenced out.
local job, epoch, most = ARGV[2], ARGV[3], tonumber(ARGV[4])
local key = job_key(job)
local FEW = 16
local few = #ARGV - 4 <= FEW
local state = field(job, 'state')
-- Running: an earlier call of the same stitcher has reopened some.
if (state ~= 'stitching' and state ~= 'running') or field(job, 'epoch') ~= epoch then return 0 end

local function uncount_take(index)
  local offset, size = index * struct.size(FACTS), struct.size(FACTS)
  local packed = redis.call('GETRANGE', job_key(job, 'facts'), offset, offset + size - 1)
  local samples, synthesis_ms, attempts, reused = struct.unpack(FACTS, packed)
  count_of_model(job, index, -1)
  redis.call('HINCRBY', key, 'done', -1)
  -- Not -samples: of 0 that is -0, which Redis 7.0 takes for no integer.
  redis.call('HINCRBY', key, 'samples', 0 - samples)
  redis.call('HINCRBY', key, 'synthesis_ms', 0 - synthesis_ms)
  redis.call('HINCRBY', key, 'reused', 0 - reused)
  redis.call('HSET', job_key(job, 'attempts'), index, attempts)
  return attempts
end

local function run_again()
  if state == 'running' then return end
  state = 'running'
  uncount_stitch(job, epoch)
  redis.call('HSET', key, 'state', state)
  redis.call('ZREM', ns .. ':stitches', job)
  redis.call('ZREM', ns .. ':stitches:sent', job)
end

local function go_out_again(index)
  if few then return wait_again(job, index) end
  local model = place_of(job, index)
  local cursor = of_model(job, 'cursor', model)
  if tonumber(index) < tonumber(field(job, cursor)) then redis.call('HSET', key, cursor, index) end
  enter_ring(job, model)
end

local reopened = 0
for i = 5, #ARGV do
  local index = ARGV[i]
  if redis.call('SETBIT', job_key(job, 'done'), index, 0) == 1 then
    reopened = 1
    local attempts = uncount_take(index)
    run_again()
    if attempts >= most then
      give_up(job, index, numbered(index) .. ' was given up: its take was lost or broken after each '
        .. 'of ' .. counted(attempts, 'attempt') .. '; look after the store and its disks.')
      if field(job, 'state') ~= 'running' then return 1 end
    else
      go_out_again(index)
    end
  end
end
if reopened == 1 then tell(job) end
return reopened
