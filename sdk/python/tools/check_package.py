"""Builds the package, and installs the wheel and the sdist into empty environments."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
USE = """
import latchkey, importlib.metadata, importlib.resources
assert importlib.metadata.version("latchkey") == latchkey.__version__
assert importlib.resources.files("latchkey").joinpath("py.typed").is_file()
assert "site-packages" in latchkey.__file__
with latchkey.Latchkey(api_key="lk_test_a", base_url="http://127.0.0.1:9", max_retries=0) as client:
    try:
        client.me.retrieve()
        raise SystemExit("there is no server")
    except latchkey.APIConnectionError as error:
        print(error.type)
"""


def run(*command: str, **environment: str) -> str:
    result = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=False, env={**os.environ, **environment}
    )
    if result.returncode != 0:
        sys.exit(f"{' '.join(command)}\n{result.stdout}{result.stderr}")
    return result.stdout


def main() -> None:
    shutil.rmtree(ROOT / "dist", ignore_errors=True)
    run(sys.executable, "-m", "build", "--no-isolation")
    wheel, sdist = sorted((ROOT / "dist").iterdir(), key=lambda path: path.suffix, reverse=True)
    check_contents(wheel, sdist)
    for package in (wheel, sdist):
        with tempfile.TemporaryDirectory() as folder:
            run(sys.executable, "-m", "venv", "--without-pip", folder)
            python = f"{folder}/bin/python"
            pip = (sys.executable, "-m", "pip", "--python", python)
            # With the versions that the tests run with; from the wheel, its build backend isn't needed.
            run(*pip, "install", "--quiet", str(package), PIP_CONSTRAINT="requirements-dev.txt")
            installed = {line.split("==")[0] for line in run(*pip, "freeze").splitlines()}
            expected = {"anyio", "certifi", "h11", "httpcore", "httpx", "idna", "typing_extensions"}
            assert {name for name in installed if not name.startswith("latchkey")} <= expected, installed
            assert run(python, "-I", "-c", USE).strip() == "connection"


def check_contents(wheel: Path, sdist: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    assert {"latchkey/py.typed", "latchkey/types.py", "latchkey/_sync/client.py", "latchkey/fastapi.py"} <= names
    assert any(name.endswith("licenses/LICENSE") for name in names), names
    assert not any(name.startswith(("tests", "tools")) for name in names), names
    with tarfile.open(sdist) as archive:
        files = {name.partition("/")[2] for name in archive.getnames()}
    assert {"README.md", "CHANGELOG.md", "LICENSE", "src/latchkey/py.typed"} <= files, files


if __name__ == "__main__":
    main()
