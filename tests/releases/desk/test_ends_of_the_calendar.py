"""What was issued on the first or the last day of the calendar is published in every zone."""

import pytest

from tests.newsroom import Newsroom


@pytest.mark.parametrize("zone", ["UTC", "America/New_York", "Pacific/Kiritimati"])
@pytest.mark.parametrize(
    "dated",
    [
        {"published_at": "0001-01-01T00:00:00Z"},
        {"published_at": "9999-12-31T23:59:59Z"},
        {"date": "0001", "date_precision": "year"},
        {"date": "9999-12-31", "date_precision": "day"},
    ],
)
def test_old_and_far_dates_are_published_or_refused(
    newsroom: Newsroom, zone: str, dated: dict[str, str]
) -> None:
    settings = newsroom.settings.model_copy(update={"time_zone": zone})
    desk = Newsroom(settings)
    made = desk.desk.post("/v1/editorial/releases", json={"title": "Old", **dated})
    assert made.status_code in (201, 422), made.text
    if made.status_code == 201:
        address = f"/v1/editorial/releases/{made.json()['id']}/publish"
        published = desk.desk.post(address, headers={"If-Match": made.headers["etag"]})
        assert published.status_code in (200, 422), published.text
    listed = desk.api.get("/v1/releases?facets=year,month")
    assert listed.status_code == 200, listed.text
    desk.close()
