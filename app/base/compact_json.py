"""Writes JSON as it is sent and stored: without spaces, letters unescaped."""

import json

# One encoder: `json.dumps` makes one for each call, which takes as long as writing a short text.
compact = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
