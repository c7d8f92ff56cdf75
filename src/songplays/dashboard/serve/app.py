"""The two addresses of a served dashboard: the page, and the answers it asks for."""

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from songplays.dashboard.serve.filters import filters_of
from songplays.dashboard.serve.snapshot import Snapshots
from songplays.errors import UsageError

HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY"}
# A page of another site that calls itself by our address (DNS rebinding) still sends its own name here.
OURSELVES = ["127.0.0.1", "localhost"]


def app_of(snapshots: Snapshots) -> Starlette:
    """Return the application that answers from the newest of `snapshots`. It only reads, and only answers GET."""

    def page(_: Request) -> Response:
        return HTMLResponse(snapshots.page(), headers=HEADERS)

    def answers(request: Request) -> Response:
        try:
            filters = filters_of(request.query_params.multi_items())
        except UsageError as error:
            return PlainTextResponse(str(error), status_code=400, headers=HEADERS)
        return JSONResponse(snapshots.answer(filters), headers=HEADERS)

    return Starlette(
        routes=[Route("/", page), Route("/answers", answers)],
        middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=OURSELVES)],
    )
