"""What Schemathesis has to know beside the contract; see .ci/fuzz."""

import json
import os
from uuid import uuid4

import schemathesis

NDJSON = "application/x-ndjson"
OWN_KEY = os.environ.get("DATELINE_FUZZ_KEY_ID", "")
LONGEST_WAIT = 60
# A method or a media type that is not taken, a body that cannot be read, a busy server.
OF_ANY_REQUEST = {400, 405, 406, 408, 413, 415, 503}
UNKNOWN_KEY = "00000000-0000-7000-8000-000000000000"


@schemathesis.hook
def before_call(ctx, case, **kwargs):
    """A fresh idempotency key for each request: the example's would belong to the first one only.

    `fields` goes: what it leaves out the schema of a release requires (decision 0801). The
    project's own tests ask for each field. An empty value of a GET is none (decision 0826), which
    no schema can say: another wrong one takes its place. A long poll is a short one, since nothing
    comes while it is waited for. The fuzzer's own API key stays alive: what would revoke or rotate
    it names another.
    """
    query = case.query or {}
    query.pop("fields", None)
    if case.method.upper() == "GET":
        query.update({name: _filled(value) for name, value in query.items()})
    if str(query.get("wait", "")).isdecimal() and 1 < int(query["wait"]) <= LONGEST_WAIT:
        query["wait"] = 1
    for name in [name for name in case.headers or {} if name.lower() == "idempotency-key"]:
        if case.headers[name]:
            case.headers[name] = str(uuid4())
    if OWN_KEY and (case.path_parameters or {}).get("key_id") == OWN_KEY:
        case.path_parameters["key_id"] = UNKNOWN_KEY


@schemathesis.check
def status_is_named(ctx, response, case):
    """What `default` of the contract stands for, and no other status, may go without a name."""
    if case.method.upper() != case.operation.method.upper():
        return  # a question whether another method is refused
    named = case.operation.definition.raw["responses"]
    if str(response.status_code) not in named and response.status_code not in OF_ANY_REQUEST:
        raise AssertionError(f"{response.status_code} is not among {sorted(named)}")


def _filled(value):
    """The value of a parameter, or a list of values, with another wrong one for each empty one."""
    if isinstance(value, list):
        return [_filled(one) for one in value]
    return "none" if value == "" else value


@schemathesis.serializer(NDJSON)
def write_lines(ctx, value):
    """One JSON text a line."""
    if isinstance(value, bytes | str):
        return value if isinstance(value, bytes) else value.encode("utf-8", "surrogatepass")
    lines = value if isinstance(value, list) else [value]
    return "\n".join(json.dumps(line) for line in lines).encode()


@schemathesis.deserializer(NDJSON)
def read_first_line(ctx, response):
    """The contract describes one line."""
    return json.loads(response.content.splitlines()[0])
