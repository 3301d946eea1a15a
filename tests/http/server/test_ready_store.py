"""Ready answers take no more memory than they may, and go when they are no longer true."""

from app.http.server.ready_store import Ready, Store

MARK, LATER = object(), object()
HEADERS = [(b"content-type", b"text/plain"), (b"vary", b"Accept"), (b"link", b"<a>")]


def an_answer(length: int = 10_000, mark: object = MARK) -> Ready:
    ready = Ready.of("/r", [*HEADERS, (b"etag", b'"tag"')], b"x" * length)
    ready.mark = mark
    return ready


def test_the_least_lately_used_go_first() -> None:
    answer = an_answer()
    store = Store(3 * answer.size())
    for key in "abc":
        store.put(key, an_answer())
    assert store.get("a", MARK)
    store.put("d", an_answer())
    assert [key for key in "abcd" if key in store] == ["a", "c", "d"]
    assert store.size == 3 * answer.size()


def test_a_coding_that_is_made_later_weighs_too() -> None:
    answer = an_answer()
    store = Store(2 * answer.size())
    store.put("a", answer)
    store.put("b", an_answer())
    answer.form("gzip").body = b"y" * 5_000
    store.put("a", answer)
    assert (("a" in store), ("b" in store)) == (True, False)
    assert store.size == answer.size()


def test_an_answer_that_is_too_big_or_for_which_there_is_no_room_is_not_kept() -> None:
    store = Store(0)
    store.put("a", an_answer(0))
    assert (len(store), store.size) == (0, 0)


def test_an_answer_of_an_older_state_is_forgotten() -> None:
    store = Store(1_000_000)
    store.put("a", an_answer())
    assert store.get("a", LATER) is None
    assert (len(store), store.size) == (0, 0)


def test_a_small_answer_is_sent_as_it_is() -> None:
    assert an_answer(100).form("br").coding == ""
    assert an_answer(2_000).form("br").coding == "br"


def test_304_tells_nothing_of_the_bytes() -> None:
    form = an_answer().form("br")
    part = form.part("GET", '"other", W/"tag.br"')
    assert part is not None
    assert (part.status, part.body) == (304, b"")
    assert dict(part.headers) == {
        b"vary": b"Accept, Accept-Encoding",
        b"link": b"<a>",
        b"etag": b'"tag.br"',
    }


def test_the_head_is_what_a_server_would_write() -> None:
    part = an_answer(3).form("").part("GET", "")
    assert part is not None
    assert part.head == (
        b"HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\nlink: <a>\r\n"
        b'vary: Accept, Accept-Encoding\r\netag: "tag"\r\ncontent-length: 3\r\n'
    )
