"""What every engine needs: lines of variants in, rows out, through one child process a task."""
import os, subprocess, tempfile, threading


def rows(lines, command):
    """Rows (bytes, each with its line break) of `command`, a `tenure pipe BASE.toml …`, for an iterable of lines.

    The child is fed from a thread of its own, so that neither side waits for the other; how it ends is checked, so
    that a task that was cut short fails and the engine repeats it."""
    child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def feed():
        try:
            for line in lines:
                child.stdin.write(line.rstrip(b"\n") + b"\n")
            child.stdin.close()
        except BrokenPipeError:
            pass  # The code that it ends with says why.

    threading.Thread(target=feed, daemon=True).start()
    try:
        yield from child.stdout
        if child.wait() != 0:
            raise RuntimeError(f"{command[0]} ended with {child.returncode}")
    finally:
        if child.poll() is None:
            child.kill()


def write(lines, command, path):
    """The rows as a file that appears whole or not at all."""
    handle, beside = tempfile.mkstemp(prefix=".tenure-", dir=os.path.dirname(path) or ".")
    try:
        with os.fdopen(handle, "wb") as out:
            out.writelines(rows(lines, command))
        os.replace(beside, path)
    except BaseException:
        os.unlink(beside)
        raise
    return path


def parts(path, count):
    """The lines of a plan in so many parts."""
    with open(path, "rb") as plan:
        lines = plan.readlines()
    return [lines[start::count] for start in range(count) if lines[start::count]]
