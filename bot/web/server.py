"""The service's own web server, for the operator and for Telegram."""

from collections.abc import Mapping

from aiohttp import web

from bot.ops.monitoring.health import Check, failing
from bot.ops.monitoring.metrics import Metrics
from bot.web.connections import watched
from bot.web.webhook import LARGEST_BODY, Webhook

NEEDED = ("service", "database", "lease")  # the checks of /readyz
WEBHOOK_PATH = "/telegram"


def create_web_app(
    *, checks: Mapping[str, Check], metrics: Metrics, webhook: Webhook | None = None
) -> web.Application:
    """Return the application: /healthz, /readyz, /metrics, and where there is a webhook, POST /telegram.

    Each check is asked anew for every /healthz: 200 where all say yes, else 503; JSON has their names, and why as far as known.
    /readyz asks only those without which no update can be taken: a late backup is no reason to send updates elsewhere.
    """

    async def answer(checks: Mapping[str, Check]) -> web.Response:
        reasons = await failing(checks)
        body = {
            "status": "failing" if reasons else "ok",
            "checks": {name: "failing" if name in reasons else "ok" for name in checks},
            "reasons": {name: reason for name, reason in reasons.items() if reason},
        }
        return web.json_response(body, status=503 if reasons else 200)

    async def healthz(_: web.Request) -> web.Response:
        return await answer(checks)

    async def readyz(_: web.Request) -> web.Response:
        return await answer({name: check for name, check in checks.items() if name in NEEDED})

    async def figures(_: web.Request) -> web.Response:
        return web.Response(body=metrics.text(), headers={"Content-Type": metrics.content_type})

    app = web.Application(client_max_size=LARGEST_BODY, middlewares=[watched])
    app.router.add_get("/healthz", healthz)
    app.router.add_get("/readyz", readyz)
    app.router.add_get("/metrics", figures)
    if webhook:
        app.router.add_post(WEBHOOK_PATH, webhook.receive)
    return app
