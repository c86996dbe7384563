"""The routes: each parses, calls one use case, and answers.

- `speech`: OpenAI's interface, and the lists that its clients ask for
- `jobs`: texts that become programmes
- `chunks`: single chunks of a job, heard and made anew
- `batches`: many texts under one name
- `live`: WebSockets: text in while it is written, sound out
- `recordings`: transcription, voice activity, voices of one's own
- `webhooks`: who hears of the ends of jobs
- `doors`: addresses that other systems have
- `documentation`: what the OpenAPI document says of them
- `page`: the page, and the probes
- `addresses`: HEAD, spare slashes, and what is meant by an address that isn't there
"""
