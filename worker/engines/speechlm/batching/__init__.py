"""Continuous batching, whatever runs the model's steps.

- `loop`: decodes all live sequences in one batch, in a thread
- `stepping`: a loop's thread, which sleeps while there is no work
- `step`: which rows go into a decode step
- `sequence`: one utterance on its way
- `cache_slots`: what the free caches still hold
- `decoder`: what the loop asks of a library, and what it has to say
- `rows`: the tokens of one step
- `sampler`: draws codes from logits
"""
