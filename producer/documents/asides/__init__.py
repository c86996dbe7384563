"""What isn't running text, for every reader: notes, tables, signs, a language model's thoughts.

- `findings`: what all that read one file know of it, and what they left out
- `notes`: footnotes, left out or read where a listener can follow
- `tables`: rows as a listener can follow them
- `raised`: what stands above the line: a power, a note's sign, or the end of a word
- `model_replies`: what a language model thought before it answered, and its marks of turns
"""
