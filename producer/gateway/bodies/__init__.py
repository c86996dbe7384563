"""What a request brings.

- `texts`: the text in a request, whatever form it came in
- `sent_text`: that text, and the job's request and the document that it is
- `fields`: fields of forms and queries, as a job's request has them
- `json_objects`: JSON objects, as bodies and as messages
"""
