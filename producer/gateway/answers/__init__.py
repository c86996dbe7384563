"""What requests are answered with.

- `resources`: jobs, models and voices as JSON
- `results`: what lies in the store, in ranges
- `peaks`: a programme's waveform
- `notices`: what is to be known of a text whose answer is sound
- `heads`: requests without an end get no other answer than that
- `polls`: states of jobs, for many who ask at once
- `direct`: polls past the framework
- `streaming`: sound and events, piece by piece
- `pump`: a blocking iterator for the event loop
- `hub`: events of jobs, for all who follow them
"""
