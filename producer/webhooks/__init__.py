"""News of jobs, sent to an address of the caller's by the rules of Standard Webhooks.

- `signing`: secrets, and the headers that prove where a message comes from
- `notices`: which jobs somebody wants to hear of, and what was tried, in Redis
- `delivery`: one try
- `sender`: the thread that sends them; of all gateways one is elected
"""
