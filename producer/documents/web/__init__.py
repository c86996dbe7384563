"""Web pages as documents, from files and from addresses.

- `reader`, `reading`: the reader of pages
- `main_content`: which part of a page is its text; `furniture` is what surrounds it
- `metadata`: its title, author, date and language
- `arguments`: whether an input argument is an address, and what its document is called
- `fetching`: an address as an input argument; `download` is its answer, within limits
- `connections`, `addresses`: which addresses may be contacted, checked where a connection is made
"""
