"""Run a program with an nginx that speaks TLS: with-tls.py FOLDER COMMAND..."""

import os
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "benches"))
from server import nginx

with nginx(Path(sys.argv[1]).resolve()) as env:
    sys.exit(subprocess.run(sys.argv[2:], env={**os.environ, **env}, check=False).returncode)
