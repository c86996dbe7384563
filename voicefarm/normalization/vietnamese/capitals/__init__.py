"""What is written in capitals: titles, acronyms, Roman numerals, letters, headings.

- `abbreviations`: the rules for titles, short forms, acronyms and shouted words
- `acronyms`: tables of what stands for words and what is spelled how
- `company`: what stands for different words in different company
- `letters`: names of letters, and what is spelled as a Vietnamese word
- `roman`: numerals behind what is numbered by them
"""
