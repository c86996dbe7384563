"""Commands about weights and recordings: `voicefarm models …` and `voicefarm voices …`."""
