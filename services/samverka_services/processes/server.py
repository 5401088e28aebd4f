"""The server process."""

import gc
import signal
import warnings
from threading import Event

import uvicorn

from samverka_infra.database import refuse_above
from samverka_infra.identity_provider.settings import KeycloakSettings
from samverka_infra.settings import Settings
from samverka_services.http.http_protocol import BoundedHttp
from samverka_services.http.websocket_protocol import QuietWebSocket
from samverka_services.login.keycloak_watch import watching
from samverka_services.login.web_client import web_client
from samverka_services.processes.app import create_app
from samverka_services.processes.databases import Databases
from samverka_services.processes.logs import set_up_logs

NEVER_BEGUN = "coroutine .* was never awaited"
"""What Python says of the parts of an answer that is ended before they begin, which is what was wanted."""


def leave_to_the_collector_what_comes() -> None:
    """Let Python look for cycles seldom, and never among what lives as long as the process."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def fit_identity(databases: Databases) -> str:
    """The address for who is logged in. Raises SettingMissing, AddressMalformed, LoginAboveTenancy, LoginRefused."""
    refuse_above(databases.identity)
    return databases.identity


def serve(settings: Settings, databases: Databases) -> None:
    """Answer HTTP until told to stop (SIGTERM or Ctrl-C); requests under way are finished.

    Raises SettingMissing, AddressMalformed, LoginAboveTenancy, LoginRefused.
    """
    set_up_logs(settings.log_level)
    stop_requested = Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        # Uvicorn raises the signal again when it has finished; what is around the server must still be left in order.
        signal.signal(number, lambda *_: stop_requested.set())
    warnings.filterwarnings("ignore", NEVER_BEGUN, RuntimeWarning)
    client = web_client(settings, KeycloakSettings())
    with watching(settings, lambda: fit_identity(databases)):
        app = create_app(settings, databases.app, client, fit_identity(databases) if client else "")
        leave_to_the_collector_what_comes()
        if stop_requested.is_set():  # before Uvicorn listens to signals itself
            return
        uvicorn.run(
            app,
            host=settings.host,
            port=settings.port,
            access_log=False,
            http=BoundedHttp,
            ws=QuietWebSocket,
            log_config=None,
            # Whose address counts is told by SAMVERKA_RATE_TRUSTED_PROXIES alone.
            proxy_headers=False,
            server_header=False,
            timeout_graceful_shutdown=10,
            ws_max_size=64_000,
        )
