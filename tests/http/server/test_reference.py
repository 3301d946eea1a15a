"""The contract is served whole, or the part that one kind of client needs."""

from app.http.server import problem_pages, reference
from tests.client import Client
from tests.http.small_app import small_app


def test_a_part_of_the_contract_is_served_by_audience() -> None:
    client = Client(small_app(reference.router, problem_pages.router))
    whole, part = (client.get(f"/v1/openapi.json{query}") for query in ("", "?audience=reader"))
    assert list(part.json()["paths"]) == ["/problems", "/problems/{slug}"]
    assert len(part.content) < len(whole.content)
    assert part.headers["content-encoding"] == "br"
    refused = client.get("/v1/openapi.json?audience=readers")
    assert (refused.status_code, refused.json()["errors"][0]["parameter"]) == (422, "audience")
