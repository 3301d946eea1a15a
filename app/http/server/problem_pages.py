"""Pages that explain each problem type, as HTML or, by Accept, as JSON."""

from html import escape

from fastapi import Request, Response
from pydantic import ConfigDict, JsonValue

from app.base.problems import NOT_ACCEPTABLE, NOT_FOUND, STALE, TYPES, NotFound, ProblemType
from app.base.wire import Output
from app.http.caching import CachePolicy, answer
from app.http.contract.openapi import problems
from app.http.negotiation import choose_media_type
from app.http.page_policy import page_policy
from app.http.routing import Router

HTML, JSON = "text/html", "application/json"
_STYLE = (
    "body{font:1rem/1.5 system-ui,sans-serif;max-width:40rem;margin:3rem auto;padding:0 1rem}"
    "code{background:#eee;padding:0 .2em}@media(prefers-color-scheme:dark)"
    "{body{background:#111;color:#eee}code{background:#333}a{color:#9cf}}"
)
_HEADERS = {"Vary": "Accept", "Content-Security-Policy": page_policy(_STYLE)}

_EXAMPLE: dict[str, JsonValue] = {
    "type": f"https://press.example/problems/{STALE.slug}",
    "title": STALE.title,
    "status": STALE.status,
    "explanation": STALE.explanation,
}

router = Router(prefix="/problems", tags=["problems"])


class ProblemTypePage(Output):
    """One type of problem."""

    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE]})

    type: str
    title: str
    status: int
    explanation: str


class ProblemTypeList(Output):
    """Every type of problem."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"data": [_EXAMPLE]}]})

    data: list[ProblemTypePage]


@router.get(
    "",
    summary="List the types of problems",
    response_model=ProblemTypeList,
    responses=problems(NOT_ACCEPTABLE),
)
def list_problem_types(request: Request) -> Response:
    """Every type of problem that the API can answer with; a page where `Accept` asks for HTML."""
    shown = [_shown(request, kind) for kind in TYPES.values()]
    items = "".join(
        f'<li><a href="{escape(one.type)}">{escape(one.title)}</a> ({one.status})</li>'
        for one in shown
    )
    page = _html("Problem types", f"<ul>{items}</ul>")
    return _answer(request, page, ProblemTypeList(data=shown))


@router.get(
    "/{slug}",
    summary="Get a type of problem",
    response_model=ProblemTypePage,
    responses=problems(NOT_FOUND, NOT_ACCEPTABLE),
)
def get_problem_type(request: Request, slug: str) -> Response:
    """What a type of problem means and what to do about it; a page where `Accept` asks for HTML."""
    if slug not in TYPES:
        raise NotFound
    shown = _shown(request, TYPES[slug])
    text = f"<p>Status {shown.status}.</p><p>{_code(shown.explanation)}</p>"
    return _answer(request, _html(shown.title, text), shown)


def _shown(request: Request, kind: ProblemType) -> ProblemTypePage:
    return ProblemTypePage(
        type=f"{request.app.state.settings.base_url}/problems/{kind.slug}",
        title=kind.title,
        status=kind.status,
        explanation=kind.explanation,
    )


def _answer(request: Request, page: str, data: Output) -> Response:
    chosen = choose_media_type(request.headers.get("accept"), [JSON, HTML])
    body = page if chosen == HTML else data.model_dump_json()
    return answer(request, body.encode(), chosen, CachePolicy.PUBLIC, headers=_HEADERS)


def _code(text: str) -> str:
    parts = escape(text).split("`")
    return "".join(f"<code>{part}</code>" if at % 2 else part for at, part in enumerate(parts))


def _html(title: str, content: str) -> str:
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style>"
        f"<main><h1>{escape(title)}</h1>{content}</main></html>\n"
    )
