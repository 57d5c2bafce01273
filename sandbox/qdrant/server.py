"""The REST interface of every peer, each on a port of its own."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from email.parser import BytesParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ssl import SSLContext
from threading import Lock, Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit
from urllib.request import urlopen

from sandbox.qdrant.cluster import Cluster
from sandbox.qdrant.collection import Json, Refusal

VERSION = "1.19.0"
OPEN = {"/", "/healthz", "/readyz", "/livez"}
RAFT = {"term": 1, "commit": 1, "pending_operations": 0, "leader": None, "role": "Follower", "is_voter": True}
Route = Callable[..., Any]


class Peer:
    """What one peer answers; a route is a method, a pattern of paths, and the function of that name here."""

    routes = (
        ("GET", r"/cluster", "cluster_status"),
        ("DELETE", r"/cluster/peer/(\d+)", "remove_peer"),
        ("GET", r"/collections", "collections"),
        ("GET", r"/collections/([^/]+)", "collection"),
        ("PUT", r"/collections/([^/]+)", "create"),
        ("PATCH", r"/collections/([^/]+)", "patch"),
        ("DELETE", r"/collections/([^/]+)", "delete"),
        ("PUT", r"/collections/([^/]+)/index", "index"),
        ("DELETE", r"/collections/([^/]+)/index/([^/]+)", "drop_index"),
        ("GET", r"/collections/([^/]+)/cluster", "spread"),
        ("POST", r"/collections/([^/]+)/cluster", "operate"),
        ("PUT", r"/collections/([^/]+)/points", "upsert"),
        ("POST", r"/collections/([^/]+)/points/count", "count"),
        ("POST", r"/collections/([^/]+)/points/scroll", "scroll"),
        ("GET", r"/collections/([^/]+)/snapshots", "snapshots"),
        ("POST", r"/collections/([^/]+)/snapshots", "snapshot"),
        ("DELETE", r"/collections/([^/]+)/snapshots/([^/]+)", "drop_snapshot"),
        ("PUT", r"/collections/([^/]+)/snapshots/recover", "recover"),
    )

    def __init__(self, cluster: Cluster, peer: int) -> None:
        self.all, self.peer = cluster, peer

    def answer(self, method: str, path: str, body: Json) -> Any:
        for verb, pattern, name in self.routes:
            if verb == method and (found := re.fullmatch(pattern, path)):
                route: Route = getattr(self, name)
                return route(*found.groups(), *([body] if verb in {"PUT", "POST", "PATCH"} else []))
        raise Refusal(404, "")

    def cluster_status(self) -> Json:
        if self.all.alone:
            return {"status": "disabled"}
        peers = {str(key): {"uri": uri} for key, uri in self.all.peers.items()}
        return {
            "status": "enabled",
            "peer_id": self.peer,
            "peers": peers,
            "raft_info": RAFT,
            "consensus_thread_status": {"consensus_thread_status": "working", "last_update": "2026-01-01T00:00:00Z"},
            "message_send_failures": {},
        }

    def remove_peer(self, peer: str) -> bool:
        self.all.remove(int(peer))
        return True

    def collections(self) -> Json:
        return {"collections": [{"name": name} for name in self.all.collections]}

    def collection(self, name: str) -> Json:
        return self.all.find(name).info()

    def create(self, name: str, body: Json) -> bool:
        self.all.create(name, body)
        return True

    def patch(self, name: str, body: Json) -> bool:
        self.all.find(name).patch(body)
        self.all.find(name).busy = self.all.looks
        return True

    def delete(self, name: str) -> bool:
        return self.all.collections.pop(name, None) is not None

    def index(self, name: str, body: Json) -> Json:
        self.all.find(name).schema[body["field_name"]] = body["field_schema"]
        return {"operation_id": 0, "status": "completed"}

    def drop_index(self, name: str, key: str) -> Json:
        self.all.find(name).schema.pop(key, None)
        return {"operation_id": 0, "status": "completed"}

    def spread(self, name: str) -> Json:
        return self.all.find(name).cluster_info(self.peer)

    def operate(self, name: str, body: Json) -> bool:
        self.all.operate(name, body)
        return True

    def upsert(self, name: str, body: Json) -> Json:
        self.all.find(name).upsert(body["points"])
        return {"operation_id": 0, "status": "completed"}

    def count(self, name: str, _: Json) -> Json:
        return {"count": len(self.all.find(name).all_points())}

    def scroll(self, name: str, body: Json) -> Json:
        rows = self.all.find(name).all_points()
        keys = [row["id"] for row in rows]
        start = keys.index(body["offset"]) if body.get("offset") is not None else 0
        page, rest = rows[start : start + body["limit"]], keys[start + body["limit"] :]
        return {"points": page, "next_page_offset": rest[0] if rest else None}

    def snapshots(self, name: str) -> list[Json]:
        self.all.find(name)
        files = self.all.snapshots.get((self.peer, name), {})
        return [self.all.described(self.peer, name, file) for file in files]

    def snapshot(self, name: str, _: Json) -> Json:
        return self.all.snapshot(self.peer, name)

    def drop_snapshot(self, name: str, file: str) -> bool:
        self.all.stored(self.peer, name, file)
        del self.all.snapshots[self.peer, name][file]
        return True

    def recover(self, name: str, body: Json) -> bool:
        with urlopen(body["location"], timeout=10) as stream:  # noqa: S310 - an address that a test hands over
            content = stream.read()
        self.all.recover(self.peer, name, content, body.get("checksum"), body.get("priority") or "replica")
        return True

    def upload(self, name: str, content: bytes, query: dict[str, list[str]]) -> bool:
        checksum = query.get("checksum", [None])[0]
        self.all.recover(self.peer, name, content, checksum, query.get("priority", ["replica"])[0])
        return True


class Fake:
    """A cluster and its servers on the loopback interface. C(cut) drops that many bytes of each download."""

    def __init__(self, peers: int, api_key: str, looks: int = 2, context: SSLContext | None = None) -> None:
        self.cluster = Cluster(peers, looks)
        self.api_key = api_key
        self.context = context
        self.version = VERSION
        self.cut = 0
        self.lock = Lock()
        self.servers: dict[int, ThreadingHTTPServer] = {}
        for peer in self.cluster.peers:
            self.serve(peer)

    def serve(self, peer: int, port: int = 0) -> None:
        handler = type("Handler", (Handler,), {"fake": self, "peer": Peer(self.cluster, peer)})
        self.servers[peer] = server = ThreadingHTTPServer(("127.0.0.1", port), handler)
        if self.context:
            server.socket = self.context.wrap_socket(server.socket, server_side=True)
        Thread(target=server.serve_forever, args=[0.05], daemon=True).start()

    def join(self) -> None:
        self.serve(self.cluster.join())

    def urls(self) -> list[str]:
        """Addresses of the peers that belong to the cluster."""
        scheme = "https" if self.context else "http"
        return [f"{scheme}://127.0.0.1:{self.servers[peer].server_port}" for peer in self.cluster.peers]

    def stop(self) -> None:
        for server in self.servers.values():
            server.shutdown()
            server.server_close()


class Handler(BaseHTTPRequestHandler):
    fake: Fake
    peer: Peer
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: Any) -> None:
        """A server that says nothing."""

    def handle_any(self) -> None:
        where = urlsplit(self.path)
        content = self.rfile.read(int(self.headers.get("content-length") or 0))
        given = self.headers.get("api-key")
        if where.path not in OPEN and given != self.fake.api_key:
            missing = "Must provide an API key or an Authorization bearer token"
            self.reply(401, (missing if given is None else "Invalid API key or JWT").encode())
            return
        try:
            self.succeed(where.path, parse_qs(where.query), content)
        except Refusal as refusal:
            text = {"status": {"error": str(refusal)}, "time": 0.0}
            self.reply(refusal.status, json.dumps(text).encode() if str(refusal) else b"")

    def succeed(self, path: str, query: dict[str, list[str]], content: bytes) -> None:
        download = re.fullmatch(r"/collections/([^/]+)/snapshots/([^/]+)", path)
        upload = re.fullmatch(r"/collections/([^/]+)/snapshots/upload", path)
        if path == "/":
            self.reply(200, json.dumps({"title": "qdrant", "version": self.fake.version}).encode())
            return
        with self.fake.lock:
            if self.command == "GET" and download:
                file = self.peer.all.stored(self.peer.peer, *download.groups())
                self.reply(200, file[: len(file) - self.fake.cut])
                return
            if self.command == "POST" and upload:
                result: Any = self.peer.upload(upload.group(1), self.part(content), query)
            else:
                result = self.peer.answer(self.command, path, json.loads(content or b"{}"))
        self.reply(200, json.dumps({"result": result, "status": "ok", "time": 0.0}).encode())

    def part(self, content: bytes) -> bytes:
        """The only part of a form."""
        head = f"content-type: {self.headers['content-type']}\r\n\r\n".encode()
        _, part = BytesParser().parsebytes(head + content).walk()
        return bytes(part.get_payload(decode=True))

    def reply(self, status: int, content: bytes) -> None:
        self.send_response(status)
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_PUT = do_POST = do_PATCH = do_DELETE = handle_any
