"""Owns the application: routes, middleware and the parts it runs on."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware
from fastapi.responses import FileResponse
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from server import composition
from server.api_description import install_description
from server.audit.endpoints import router as audit
from server.content.editors import router as editors
from server.content.endpoints import router as search
from server.content.publishing import OpenedContent
from server.conversations.desk_endpoints import router as chats
from server.conversations.endpoints import router as conversations
from server.desk.card import router as card
from server.desk.card_actions import router as card_actions
from server.desk.draft_pages import router as draft_pages
from server.desk.queue import router as queue
from server.dialogue.rasa_client import RasaClient
from server.edge.bodies import BodyLimit
from server.edge.hosts import TrustedHosts
from server.edge.requests import RequestLog
from server.errors import install_error_handlers
from server.feedback.endpoints import router as feedback
from server.health.endpoints import router as health
from server.helpdesk.endpoints import router as deliveries
from server.measures.endpoints import router as measures
from server.plain.chat import router as plain_chat
from server.plain.problems import plain_error_page
from server.plain.ticket import router as plain_ticket
from server.settings import Settings
from server.staff.account_pages import router as accounts
from server.staff.endpoints import install_sign_in
from server.staff.endpoints import router as staff
from server.staff.error_pages import staff_error_page
from server.staff.openid_endpoints import router as openid
from server.survey.endpoints import router as survey
from server.switches.endpoints import router as switches
from server.tickets.endpoints import router as tickets
from server.webhook.endpoints import router as webhook
from server.webhook.guard import SecretGuard
from server.widget.files import STATIC, widget_files
from server.widget.integration import router as integration

_ROUTERS = (
    deliveries,
    measures,
    conversations,
    feedback,
    tickets,
    survey,
    switches,
    search,
    staff,
    accounts,
    openid,
    audit,
    editors,
    draft_pages,
    queue,
    chats,
    card,
    card_actions,
    plain_chat,
    plain_ticket,
    health,
    webhook,
    integration,
)


def create_app(
    settings: Settings, content: OpenedContent | None = None, rasa: RasaClient | None = None
) -> FastAPI:
    """The server. What is not given the lifespan makes after the settings."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        opened = content
        if opened is None:
            opened = await asyncio.to_thread(composition.open_content, settings)
        async with composition.running(settings, opened, rasa) as parts:
            app.state.parts = parts
            yield

    app = FastAPI(
        title="Taxpayer assistant",
        version="1",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
    )
    install_error_handlers(app, staff_error_page, plain_error_page)
    install_sign_in(app)
    install_description(app)
    for router in _ROUTERS:
        app.include_router(router)

    @app.get("/", include_in_schema=False)
    async def demonstration() -> FileResponse:
        return FileResponse(STATIC / "demo.html")

    app.mount("/widget", widget_files(), name="widget")
    # The last one added is the first one a request passes.
    app.add_middleware(BodyLimit)
    app.add_middleware(SecretGuard, secret=settings.internal_secret.get_secret_value())
    app.add_middleware(
        CORSMiddleware,
        allow_origins=settings.allowed_origins,
        allow_methods=["GET", "POST"],
        allow_headers=["Authorization", "Content-Type", "Idempotency-Key", "Last-Event-ID"],
        expose_headers=["Retry-After"],
        max_age=600,
    )
    if settings.trusted_hosts:
        own = ("localhost", "127.0.0.1", "[::1]", settings.host)
        app.add_middleware(TrustedHosts, names=[*settings.trusted_hosts, *own])
    app.add_middleware(RequestLog, is_behind_tls=settings.behind_tls)
    if settings.trusted_proxies:
        app.add_middleware(ProxyHeadersMiddleware, trusted_hosts=settings.trusted_proxies)
    return app
