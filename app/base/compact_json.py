"""JSON as it is sent and kept: without spaces, letters as they are."""

import json

# An encoder of its own: `json.dumps` makes one for each call, which takes as long as a short text.
compact = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
