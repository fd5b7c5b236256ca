"""The AWS CLI, started once: `python -m tests.support.aws_cli_shell` reads a command a line and says how each went.

A line is a JSON list of the words after `aws`; the answer is a JSON list of exit code, output and complaint.
"""

from __future__ import annotations

import contextlib
import io
import json
import sys

from awscli.clidriver import create_clidriver


def main() -> None:
    driver = create_clidriver()
    for line in sys.stdin:
        said, complained = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(complained):
            code = driver.main(json.loads(line))
        print(json.dumps([code, said.getvalue(), complained.getvalue()]), flush=True)


if __name__ == "__main__":
    main()
