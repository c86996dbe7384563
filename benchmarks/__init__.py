"""Figures: each module runs alone (`python -m benchmarks.NAME`) and prints and writes them.

- `queue`, `stitching`, `batch`, `scale`, `drain`: what the farm costs, and how large it gets
- `door`, `listening`: the gateway under load, and the time to the first sound
- `speechlm`: speech language models; `speechlm_roles`, `speechlm_backbones` and `speechlm_workload`
  are its parts
- `sound`, `detection`, `voice_checks`, `ears`: the checks, and the recognizers that judge takes
- `house`, `voices`: how well voices speak
- `reading`, `nearness`: how well texts are read, and how near a plan comes

What they share:

- `results`: figures as a table and as a file
- `texts`, `tables`, `takes`: what is said, and takes of it
- `simulated`, `finished_jobs`: workers without an engine, and jobs that lie behind a farm
- `recognizer`: what writes down what a voice says
"""
