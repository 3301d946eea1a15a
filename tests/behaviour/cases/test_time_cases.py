"""Cases TIME-1 and TIME-2 through the whole service, with what stands next to them.

TIME-1: kimai/kimai1#306, k-int/KBPlus#821, open-learning-exchange/planet#9956,
medusajs/medusa#13053, inaturalist/iNaturalistAPI#74. TIME-2: MemMachine/MemMachine#1558,
frictionlessdata/tableschema-sql-py#89, HeliosSoftware/hfs#1296, fastapi/fastapi#2677,
django-tastypie/django-tastypie#1198.
"""

from datetime import UTC, date, datetime, time, timedelta
from itertools import product
from typing import Any
from zoneinfo import ZoneInfo

from tests.behaviour.cases.case_newsroom import ids_of, publish_all, read_case, walk
from tests.newsroom import EDITORIAL, Newsroom

TIME_1, TIME_2 = read_case("time-1.json"), read_case("time-2.json")

Made = dict[str, dict[str, Any]]


def _words(item: dict[str, str]) -> dict[str, Any]:
    if "published_on" in item:
        return {"title": item["title"], "date": item["published_on"]}
    return {"title": item["title"], "published_at": item["published_at"]}


def test_time_1_as_its_file_says_at_every_door(newsroom: Newsroom) -> None:
    made = publish_all(newsroom, {item["key"]: _words(item) for item in TIME_1["releases"]})
    for asked in TIME_1["queries"]:
        if "status" in asked:
            for door in ("", ".rss", ".ndjson", ".csv"):
                answer = newsroom.api.get(f"/v1/releases{door}?{asked['q']}")
                assert answer.status_code == asked["status"], (door, asked)
            continue
        # An instant is compared with the days of the newsroom: R4's day is not over before it.
        expected = ids_of(made, [*asked["ids"], *(["R4"] if "note" in asked else [])])
        assert set(walk(newsroom.api, f"/v1/releases?{asked['q']}")) == expected, asked
        lines = newsroom.api.get(f"/v1/releases.ndjson?{asked['q']}").text.splitlines()
        assert len(lines) == len(expected)


# Zones and first days of three-day runs with something odd in them.
RUNS = [
    # Days of 23 and of 25 hours.
    ("America/New_York", date(2024, 3, 9)),
    ("America/New_York", date(2024, 11, 2)),
    # Changes at midnight: a day that begins at 01:00, a day whose midnight comes twice.
    ("America/Havana", date(2024, 3, 9)),
    ("America/Havana", date(2024, 11, 2)),
    ("Africa/Cairo", date(2024, 4, 25)),
    # Half an hour; quarters of an hour; the ends of the world.
    ("Australia/Lord_Howe", date(2024, 4, 6)),
    ("Asia/Kathmandu", date(2024, 2, 28)),
    ("Pacific/Kiritimati", date(2023, 12, 31)),
    ("Pacific/Pago_Pago", date(2023, 12, 31)),
    ("Europe/Istanbul", date(2024, 2, 28)),
]


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time.min, ZoneInfo(zone)).astimezone(UTC)


def test_time_1_days_that_follow_one_another_repeat_and_skip_nothing(newsroom: Newsroom) -> None:
    """One release every half hour around each run: each is in the day that its zone says."""
    instants: dict[str, datetime] = {}
    for zone, first in RUNS:
        start = _midnight(first, zone)
        for half_hours in range(-2, 3 * 48 + 2, 6):
            at = start + timedelta(minutes=30 * half_hours)
            instants[at.isoformat()] = at
        for days in range(4):
            for tick in (-1, 0):
                at = _midnight(first + timedelta(days=days), zone) + timedelta(microseconds=tick)
                instants[at.isoformat()] = at
    made = publish_all(
        newsroom, {key: {"title": "Hourly report", "published_at": key} for key in instants}
    )
    for zone, first in RUNS:
        run = [first + timedelta(days=days) for days in range(3)]
        found: list[str] = []
        for day in run:
            query = f"date={day}&tz={zone}&limit=100"
            ids = walk(newsroom.api, f"/v1/releases?{query}")
            keys = [
                key for key, at in instants.items() if at.astimezone(ZoneInfo(zone)).date() == day
            ]
            assert set(ids) == ids_of(made, keys), (zone, day)
            found += ids
        query = f"date={run[0]}/{run[-1]}&tz={zone}&limit=100"
        whole = walk(newsroom.api, f"/v1/releases?{query}")
        assert sorted(found) == sorted(whole), zone


def test_time_1_what_is_known_by_day_month_or_year_is_in_its_span_in_every_zone(
    newsroom: Newsroom,
) -> None:
    made = publish_all(
        newsroom,
        {
            text: {"title": f"Known by {text}", "date": text}
            for text in ("2024-03-31", "2024-04-01", "2024-03", "2024", "2023")
        },
    )
    expected = {
        "date=2024-03-31": ("2024-03-31", "2024-03", "2024"),
        "date_from=2024-03-31&date_to=2024-03-31": ("2024-03-31", "2024-03", "2024"),
        "date=2024-04": ("2024-04-01", "2024"),
        "date_to=2023-12-31": ("2023",),
        "date=2024-12-31/..": ("2024",),
        "date=2024-02-29": ("2024",),
        "date=../2024-03-01": ("2024-03", "2024", "2023"),
    }
    for zone in ("UTC", "Pacific/Kiritimati", "Pacific/Pago_Pago", "Europe/Istanbul"):
        for query, keys in expected.items():
            found = walk(newsroom.api, f"/v1/releases?{query}&tz={zone}")
            assert set(found) == ids_of(made, keys), (zone, query)


IMPOSSIBLE = [
    "date=2023-02-29",
    "date=2024-04-31",
    "date=24-03-31",
    "date=2024-3-31",
    "date=31.03.2024",
    "date=March 2024",
    "date=20240331",
    "date=2024-W13",
    "date=2024-091",
    "date=1711843200",
    "date=-2024",
    "date=2024-03-31T24:00:01Z",
    "date=2024-03-31T12:00:00",
    "date=2024-03-31/2024-03-01",
    "date_from=2024-03-32",
    "date_from=now",
    "date_from=2024-03-31&date_from=2024-04-01&date_to=2024-03-30",
    "date=2024-03-31&tz=EST5",
    "date=2024-03-31&tz=%2B03:00",
    "date=2024-03-31&tz=../../etc/passwd",
    "tz=Europe/Istanbul",
]


def test_time_1_no_impossible_date_is_an_empty_answer(newsroom: Newsroom) -> None:
    for query in IMPOSSIBLE:
        answer = newsroom.api.get(f"/v1/releases?{query}")
        assert answer.status_code == 422, query
        assert answer.json()["errors"][0]["parameter"] in query


def test_time_2_equal_instants_come_back_equal_and_are_found(newsroom: Newsroom) -> None:
    times = {
        at: {"title": "Midnight bulletin", "published_at": at} for at in TIME_2["same_instant"]
    }
    made = publish_all(newsroom, times)
    found = walk(newsroom.api, "/v1/releases?sort=published_at")
    assert found == sorted(ids_of(made, times))
    for release_id in found:
        public = newsroom.api.get(f"/v1/releases/{release_id}").json()
        desk = newsroom.desk.get(f"{EDITORIAL}/{release_id}").json()
        assert public["published_at"] == desk["published_at"] == TIME_2["instant"]
    for asked in TIME_2["queries"]:
        answer = newsroom.api.get(f"/v1/releases?{asked['q']}")
        if "note" in asked:
            assert answer.status_code == 422
            assert "%2B" in answer.json()["errors"][0]["suggestion"]
        else:
            assert answer.json()["meta"]["total"] == asked["count"], asked


NO_INSTANTS = [
    TIME_2["naive"],
    "2024-01-01 00:30:00",
    "2024-01-01",
    1704069000,
    "1704069000",
    "2024-01-01T00:30:00+25:00",
    "2024-02-30T00:00:00Z",
    "2024-01-01T24:30:00Z",
    "0000-01-01T00:00:00Z",
    "yesterday",
    "",
]


def test_time_2_a_time_that_is_no_instant_is_refused_when_written(newsroom: Newsroom) -> None:
    for at, member in product(NO_INSTANTS, ("published_at", "sort_at")):
        answer = newsroom.desk.post(EDITORIAL, json={"title": "Bulletin", member: at})
        assert answer.status_code == 422, (at, member)
        assert answer.json()["errors"][0]["pointer"] == f"#/{member}"


def test_time_2_a_millionth_of_a_second_is_kept(newsroom: Newsroom) -> None:
    at = "2023-12-31T21:30:00.000001Z"
    made = publish_all(newsroom, {"one": {"title": "Bulletin", "published_at": at}})
    assert newsroom.api.get(f"/v1/releases/{made['one']['id']}").json()["published_at"] == at
    for query, total in (
        (f"date_from={at}&date_to={at}", 1),
        ("date_from=2023-12-31T21:30:00.000002Z", 0),
        ("date_to=2023-12-31T21:30:00Z", 0),
        # An offset says the same instant in other words.
        ("date_from=2024-01-01T00:30:00.000001%2B03:00&date_to=2023-12-31T21:30:00.000001Z", 1),
    ):
        assert newsroom.api.get(f"/v1/releases?{query}").json()["meta"]["total"] == total, query
