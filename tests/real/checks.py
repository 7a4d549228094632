"""What the programs beside this file have in common: counting checks, a Python with packages, and an end in any case."""

import asyncio
import logging
import os
import pathlib
import signal
import sys

import packages

passed, failed = 0, 0


def check(what, problems):
    """Counts one check; problems are shown, a few of them."""
    global passed, failed
    problems = list(problems)
    passed, failed = passed + (not problems), failed + bool(problems)
    print(f"{'FAIL' if problems else 'ok  '} {what}", flush=True)
    for problem in problems[:12]:
        print(f"       {problem}", flush=True)
    if len(problems) > 12:
        print(f"       and {len(problems) - 12} more", flush=True)


def note(text):
    print(f"     {text}", flush=True)


def main(program, run, options, seconds):
    """Runs the checks in a Python that has the packages, for so long at most; returns the exit code."""
    python = packages.python()
    if pathlib.Path(sys.prefix) != python.parents[1]:
        os.execv(python, [python, program, *sys.argv[1:]])
    # Both end the run as an error would, so that what was started is ended.
    for number in (signal.SIGTERM, signal.SIGALRM):
        signal.signal(number, lambda number, _: sys.exit(f"ended by {signal.Signals(number).name}"))
    signal.alarm(seconds)
    # The client's own notes about a coordinator that is not there yet.
    logging.disable(logging.CRITICAL)
    try:
        asyncio.run(run(options))
    except (Exception, SystemExit) as error:
        check("the run comes to its end", [f"{type(error).__name__}: {error}"])
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0
