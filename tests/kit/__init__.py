"""What tests, chaos runs and benchmarks share: real servers, processes, and forged models.

Processes of voicefarm:

- `commands`: the real command and real workers; `fork_server`, `forked_commands` and
  `many_command_lines` spare their starts
- `gateway_server`: the gateway, and a small client
- `stepped_worker`: a worker that a test stops between two steps
- `stepping_clock`, `relay`, `slow_store`, `small_disk`: a clock, a network, a store and a disk
  that misbehave
- `old_version`: what version 0.1 left behind
- `waiting`, `cpu_time`: waits and comparisons that hold on a loaded machine

Servers of others:

- `servers`: those that most tests rest on: `valkey_server`, `s3_server`
- `picky_s3`, `tls_server`: the same as other providers have them
- `loopback_server`: what `web_server`, `hub_server`, `package_server`, `chat_server` and
  `completions_servers` are built on
- `browser`: a headless browser for the page

Texts and files:

- `books`, `pdf_files`, `word_files`, `pictures`: documents as people have them
- `jobs`, `reading_cases`: small jobs, and what should be heard of a text

Models and sound:

- `forge`: models made on the spot
- `engine_cases`, `backbone_cases`: what every engine and every backbone must do
- `openvino_library`, `pytorch_library`, `piper_voice`, `kokoro_voices`, `real_ears`: what is
  optional, and whether it is here
- `tone_adapter`, `stand_in_libraries`: isolated engines for tests
- `voices`, `house_voice`, `speakers`: takes of real and of made-up speakers
- `faults`, `audio_distance`: sound damaged on purpose, and how like two sounds are
- `mapped_files`: what of a file lies in memory
"""
