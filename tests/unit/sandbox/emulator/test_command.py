import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import boto3

ROOT = Path(__file__).parents[4]


def test_the_command_listens_and_ends_by_sigterm() -> None:
    command = [sys.executable, "-m", "sandbox.emulator", "--port", "0", "--hold", "0.5"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout
        url = re.search(r"http://127\.0\.0\.1:\d+", process.stdout.readline())
        assert url
        session = boto3.Session("testing", "testing", region_name="us-east-1")
        iam = session.client("iam", endpoint_url=url[0])
        policy = iam.get_policy(PolicyArn="arn:aws:iam::aws:policy/AmazonEKSClusterPolicy")["Policy"]
        assert policy["PolicyName"] == "AmazonEKSClusterPolicy"
        os.kill(process.pid, signal.SIGTERM)
        assert process.wait(timeout=20) == 0


def test_a_bad_hold_is_one_sentence() -> None:
    command = [sys.executable, "-m", "sandbox.emulator", "--port", "0", "--hold", "-1"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "hold is -1.0: give seconds per minute, zero or more." in done.stderr.splitlines()[-1]
