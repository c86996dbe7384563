-- Counts how long a finished programme's voices spoke, so that others can be planned.
-- ARGV: ns, model, then voice/language, syllables, seconds for each
local key = model_key(ARGV[2], 'rates')
-- Past so much speech of a voice old programmes count half: a changed voice shows.
local MOST_S = 36000
for i = 3, #ARGV, 3 do
  local syllables, speech = 'syllables ' .. ARGV[i], 'speech_s ' .. ARGV[i]
  redis.call('HINCRBYFLOAT', key, syllables, ARGV[i + 1])
  if tonumber(redis.call('HINCRBYFLOAT', key, speech, ARGV[i + 2])) > MOST_S then
    for _, name in ipairs({syllables, speech}) do
      redis.call('HSET', key, name, redis.call('HGET', key, name) / 2)
    end
  end
end
