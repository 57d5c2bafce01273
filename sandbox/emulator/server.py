"""The server: moto's WSGI application with the sandbox's own addresses in front."""

import json
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from moto.moto_server.werkzeug_app import DomainDispatcherApplication, MotoRequestHandler, create_backend_app
from werkzeug.serving import BaseWSGIServer
from werkzeug.serving import make_server as make_wsgi_server
from werkzeug.wrappers import Request, Response

from sandbox.emulator import pricing
from sandbox.emulator.control_planes import ControlPlane, Pool
from sandbox.emulator.eks import install as eks
from sandbox.emulator.eks.backend import Surroundings
from sandbox.emulator.faults import Faults, Faulty, Wsgi
from sandbox.emulator.hold import Hold
from sandbox.emulator.inventory import inventory
from sandbox.emulator.kubernetes_api import KubernetesApi, RealApi
from sandbox.emulator.services import SERVICES
from sandbox.emulator.token_review import review

PREFIX = "/_sandbox/"
WAITING = "AmazonSQS.ReceiveMessage"
"""A call that takes as long as its caller asks for, and touches nothing but its queue."""
FORMS = {
    "hold": '{"seconds_per_minute": S} with S zero or more',
    "faults": '{"throttle": N, "service": S, "expire_after": N}, each optional',
}


class Application:
    """What the sandbox adds below /_sandbox/; everything else is moto's."""

    def __init__(self, surroundings: Surroundings, moto: Wsgi) -> None:
        self.surroundings, self.faults = surroundings, Faults()
        self.moto = Faulty(self.faults, moto)

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        target = environ.get("HTTP_X_AMZ_TARGET")
        if target == pricing.TARGET:
            prices: Wsgi = Response(json.dumps(pricing.products()), content_type="application/x-amz-json-1.1")
            return prices(environ, start_response)
        if target == WAITING:
            return self.moto(environ, start_response)
        if not environ["PATH_INFO"].startswith(PREFIX):
            with self.surroundings.turn:  # moto lists what another thread is adding to, and fails
                return list(self.moto(environ, start_response))
        request = Request(environ)
        with self.surroundings.lock:
            status, body = self.answer(request.method, request.path.removeprefix(PREFIX), request.get_data())
        response: Wsgi = Response(json.dumps(body), status=status, content_type="application/json")
        return response(environ, start_response)

    def answer(self, method: str, path: str, body: bytes) -> tuple[int, Any]:
        match method, path.split("/"):
            case "GET", ["inventory"]:
                return 200, inventory()
            case "GET", ["hold" | "faults" as setting]:
                return 200, self.shown(setting)
            case "PUT", ["hold" | "faults" as setting]:
                return self.change(setting, body)
            case "POST", ["token-review", plane]:
                return 200, review(self.surroundings, plane, json.loads(body), datetime.now(UTC))
        return 404, {"error": f"The sandbox answers no {method} of {PREFIX}{path}."}

    def shown(self, setting: str) -> dict[str, Any]:
        if setting == "faults":
            return self.faults.shown()
        return {"seconds_per_minute": self.surroundings.hold.seconds_per_minute}

    def change(self, setting: str, body: bytes) -> tuple[int, Any]:
        target = self.faults if setting == "faults" else self.surroundings.hold
        try:
            target.set(**json.loads(body))
        except (ValueError, TypeError):
            return 400, {"error": f"The {setting} cannot be {body.decode(errors='replace')}: give {FORMS[setting]}."}
        return 200, self.shown(setting)


class OnceConnected:
    """One client per control plane, as making one takes a tenth of a second."""

    def __init__(self) -> None:
        self.known: dict[ControlPlane, KubernetesApi] = {}

    def __call__(self, plane: ControlPlane) -> KubernetesApi:
        if plane not in self.known:
            self.known[plane] = RealApi(plane)
        return self.known[plane]


def make_application(surroundings: Surroundings) -> Application:
    eks.install(surroundings)
    for service in SERVICES.values():
        if hasattr(service, "install"):
            service.install(surroundings.hold)
    return Application(surroundings, DomainDispatcherApplication(create_backend_app))


def make_listener(port: int, application: Any) -> BaseWSGIServer:
    return make_wsgi_server("127.0.0.1", port, application, threaded=True, request_handler=MotoRequestHandler)


class InBackground:
    """Switches control planes to other minors of Kubernetes, each after the other, while the server goes on."""

    def __init__(self, switch: Callable[[int, str], None]) -> None:
        self.switch = switch
        self.one = ThreadPoolExecutor(1)

    def __call__(self, plane: ControlPlane, version: str) -> Future[None]:
        return self.one.submit(self.switch, int(plane.name), version)


def make_server(
    port: int, control_planes: Path | None, seconds_per_minute: float, switch: Callable[[int, str], None]
) -> BaseWSGIServer:
    pool, hold = Pool(control_planes), Hold(seconds_per_minute)
    surroundings = Surroundings(pool, hold, OnceConnected(), InBackground(switch))
    return make_listener(port, make_application(surroundings))
