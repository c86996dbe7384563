"""What is written in capitals: titles, acronyms, Roman numerals, letters, headings.

- `abbreviations`: the rules for titles, acronyms and shouted words
- `short_forms`: what is known by what stands around it
- `acronyms`: tables of what stands for words and what is spelled how
- `company`: what stands for different words in different company
- `letters`: names of letters, and what is spelled as a Vietnamese word
- `roman`: numerals behind what is numbered by them
"""
