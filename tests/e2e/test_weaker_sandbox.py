"""Publishing on a machine that forbids user namespaces: only where somebody has set that every file is trusted."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from command_line import LONGEST_S

SETTING = "MEDIASVC_WEAKER_SANDBOX_BECAUSE_EVERY_FILE_IS_TRUSTED"
# In a namespace whose root may make no further one.
FORBID = 'echo 0 >/proc/sys/user/max_user_namespaces && exec "$@"'


@pytest.mark.parametrize(("variables", "answer"), [({}, "sandbox_unavailable"), ({SETTING: "true"}, "published")])
def test_a_talk_is_built_in_part_of_the_sandbox_only_where_that_is_set(
    tmp_path: Path, pages: Path, recording: Path, variables: dict[str, str], answer: str
) -> None:
    publish = [sys.executable, "-m", "mediasvc", "publish", str(pages), str(recording), "--title", "Talk", "--json"]
    done = subprocess.run(
        [
            "unshare",
            "--user",
            "--map-root-user",
            "sh",
            "-c",
            FORBID,
            "sh",
            *publish,
            "--data-dir",
            str(tmp_path / "data"),
        ],
        env={**os.environ, **variables},
        capture_output=True,
        timeout=LONGEST_S,
        check=False,
    )
    said: dict[str, Any] = json.loads(done.stdout)
    assert (said["error"]["code"] if "error" in said else said["state"]) == answer
