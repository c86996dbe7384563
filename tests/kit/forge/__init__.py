"""Models made on the spot: true signatures, odd metadata, small or of true size, no downloads.

- `cache`: where forged files lie; `graphs`, `vocabulary`, `letters`: what several are made of
- `gguf_models`, `checkpoints`: speech language models
- `codecs`, `true_codec`, `snac_export`: codecs
- `piper_voices`, `kokoro_networks`, `vieneu3_graphs`, `nano_graphs`, `turbo_graphs`,
  `higgs_checkpoint`: the other engines' networks
- `aligners`, `whisper`: what listens
- `engines`: all of them as the engines see them
"""
