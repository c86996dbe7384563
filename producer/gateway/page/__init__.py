"""The page at `/`: plain files without a build step, served as they are.

- `index.html`, `style.css`, `icon.svg`: what is seen
- `app.js`: sections, the form, lists
- `player.js`: one job, heard and followed
- `calls.js`: calls of the gateway
- `texts.js`: what it says, in English and Vietnamese
"""
