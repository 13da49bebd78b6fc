"""The JDK that the checkout's own scripts find."""

import subprocess

from .failure import Failure
from .paths import CHECKOUT

FINDER = CHECKOUT / ".mvn" / "jdk.sh"


def home():
    """JAVA_HOME of a JDK of at least 21."""
    done = subprocess.run(
        ["sh", "-c", f'. "{FINDER}"; printf %s "$JAVA_HOME"'], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False
    )
    if done.returncode != 0:
        raise Failure(done.stderr.strip())
    return done.stdout


def version():
    """Its version, from its release file."""
    with open(f"{home()}/release", encoding="utf-8") as release:
        versions = [line.split('"')[1] for line in release if line.startswith("JAVA_VERSION=")]
    return f"Java {versions[0]}"
