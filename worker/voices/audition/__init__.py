"""An audition: what a model must be able to say before it goes into production, and how it did.

- `lines`: what it says: ten sentences a language, and the six tones, mixed languages, numbers
- `audition`: has it speak them, and listens
- `verdicts`: what was measured, compared with the limits
"""
