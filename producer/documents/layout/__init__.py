"""The layout of plain text: what its lines are, in the order in which that is found out.

- `markup`: tags and entities of HTML go; block tags part
- `screenplays`: figures have their words; notes, cuts, transitions and directions go
- `lines`: lines with their numbers, and the passages that empty lines part
- `code_blocks`: code between fences goes
- `chats`: messages are paragraphs with their names; their times go
- `cues`: pasted subtitles: times go, sentences over two cues join
- `surroundings`: page numbers, contents, marks of pictures and licences go
- `hyphens`: words parted at a line's end join
- `titles`: chapters, marked headings, short title lines
- `breaks`: rows of stars and the like
- `bodies`: which lines of a passage are one paragraph; `items`, `verse` see lists and poems
- `blocks`: all of it together: lines as the blocks of a document
"""
