"""What the supervisor asks a control plane, by its admin kubeconfig."""

import base64
import json
import ssl
import tempfile
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

ANSWER_SECONDS = 5.0


class Cluster:
    """A control plane; every question raises OSError while it does not answer."""

    def __init__(self, kubeconfig: Path) -> None:
        self.kubeconfig = kubeconfig
        self.server = ""
        self.opener = urllib.request.build_opener()

    def get(self, path: str) -> Any:
        """The answer; None when there is none of it."""
        if not self.server:
            self.connect()
        try:
            with self.opener.open(self.server + path, timeout=ANSWER_SECONDS) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            if error.code == 404:
                return None
            raise

    def connect(self) -> None:
        config = json.loads(self.kubeconfig.read_text())
        cluster, user = config["clusters"][0]["cluster"], config["users"][0]["user"]
        pem = {key: base64.b64decode(value).decode() for key, value in {**cluster, **user}.items() if "-data" in key}
        context = ssl.create_default_context(cadata=pem["certificate-authority-data"])
        with tempfile.NamedTemporaryFile("w") as pair:  # ssl reads certificates of clients from files alone
            pair.write(pem["client-certificate-data"] + pem["client-key-data"])
            pair.flush()
            context.load_cert_chain(pair.name)
        handlers = urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=context)
        self.opener = urllib.request.build_opener(*handlers)
        self.server = cluster["server"]
