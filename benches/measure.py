#!/usr/bin/env python3
"""Measures every job of benches/README.md in one run: tenure and its peers in turn, as whole processes on one thread each.

    python3 -m venv venv && venv/bin/pip install numpy polars duckdb matplotlib jinja2
    venv/bin/python benches/measure.py target/dist/tenure                # the table, in CPU seconds (user and system)
    … --instructions    those of tenure too, by valgrind: cachegrind without a cache, which counts what callgrind counts
    … --only WORD…      jobs whose names have one of the words; `build` (needs cargo) runs only when it is named
    … --write           puts the table into benches/README.md

Of several rounds the least counts. A job of two sizes is their difference over their distance: what one more costs, without
start and imports. Where the peer prints a figure, tenure's must agree, or there is no table."""

import argparse
import glob
import json
import math
import os
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

sys.dont_write_bytecode = True
import firms

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
RUN = "run --threads 1 -q -o out"
PLAIN = f"{RUN} --draws 0"
PIPE = "pipe --threads 1 --metrics"
STATISTICS = "{0}:mean,{0}:p10,{0}:p50,{0}:p90"
DRAWN = ",".join(STATISTICS.format(metric) for metric in ("npv", "customers_end", "peak_cash_need"))
GAIN = "incremental_npv:p10,incremental_npv:p50,incremental_npv:p90,incremental_npv:probability_above"
PICTURES = {"matplotlib and Jinja2, as many charts": "peers.py page {charts} page.html"}


PERIOD = "    pub(super) fn period(&mut self, t: usize) {\n"


def libraries(kind):
    return {name: f"peers.py variants {name.lower()} {{n}} {kind}" for name in ("NumPy", "Polars", "DuckDB")}


@dataclass
class Job:
    name: str
    command: str  # arguments of tenure; {n} is a size
    bar: str = ""  # in words
    most: dict = field(default_factory=dict)  # the bar: most seconds, instructions, or times the CPU of the first peer
    peers: dict = field(default_factory=dict)  # what it is, and a script of this folder with its arguments
    sizes: tuple = ()  # few, many, and many of the peers if it is another
    per: int = 1  # things in each of n
    tolerance: float = 0.0  # between the peers' figure and the sum of ours
    code: int = 0
    timed: bool = False  # seconds alone: valgrind would take too long
    program: str = "./tenure"


JOBS = [
    Job("a further draw of five ranges by `pipe`: sBG, two strategies, 48 months", f"{PIPE} {DRAWN},{GAIN} {HERE}/scenarios/draws.toml --draws {{n}} one.ndjson",
        "NumPy, cohorts apart", {"times": 1},
        {"NumPy, cohorts apart": "peers.py draws cohorts {n}", "running sums": "peers.py draws sums {n}", "only these figures": "peers.py draws figures {n}"},
        (2_000, 20_000), tolerance=0.005),
    Job("a draw of one strategy of streaming, with all that the page shows", f"{RUN} {ROOT}/scenarios/streaming.toml --draws {{n}}", "3.3 M", {"instructions": 3.3e6},
        sizes=(204, 404), per=6),
    Job("a churn variant by `pipe`: minimal, two strategies", f"{PIPE} npv,incremental_npv {ROOT}/templates/init/minimal.toml churn-{{n}}.ndjson",
        "500 µs (2,000 a second)", {"seconds": 5e-4}, libraries("churn"), (500, 3_500, 50_500), tolerance=1e-9),
    Job("a money variant, the same", f"{PIPE} npv,incremental_npv {ROOT}/templates/init/minimal.toml money-{{n}}.ndjson",
        "200 µs (5,000 a second)", {"seconds": 2e-4}, libraries("money"), (500, 3_500, 50_500), tolerance=1e-9),
    Job("10,000 replications of two strategies to a report", f"{RUN} {HERE}/scenarios/thinning.toml", "a sixth of NumPy", {"times": 1 / 6}, {"NumPy": "thinning.py"}),
    Job("streaming without draws to a report", f"{PLAIN} {ROOT}/scenarios/streaming.toml", "0.5 s", {"seconds": 0.5}, PICTURES),
    Job("minimal to a report", f"{PLAIN} {ROOT}/templates/init/minimal.toml", "30 ms", {"seconds": 0.03}, PICTURES),
    Job("1,000 files like minimal to 1,000 reports", f"{PLAIN} batch", "5 s", {"seconds": 5}, timed=True),
    Job("32 segments × 32 channels", f"{PLAIN} 32x32.toml"),
    Job("64 segments × 64 channels", f"{PLAIN} 64x64.toml", "1.5 s", {"seconds": 1.5}),
    Job("128 segments × 4 programmes", f"{PLAIN} 128x4.toml", "4 s", {"seconds": 4}),
    Job("beta-discrete-weibull of shape 2, 600 months", f"{PLAIN} steep.toml", "2 s", {"seconds": 2}),
    Job("any-time desk over 13 years, beta-discrete-weibull of shape 2", f"{PLAIN} desk.toml", "2 s", {"seconds": 2}),
    Job("the same with seasons", f"{PLAIN} seasons.toml", "2 s", {"seconds": 2}, timed=True),
    Job("reward for tenure in the run-off", f"{PLAIN} {HERE}/scenarios/reward-runoff.toml", "1 s", {"seconds": 1}),
    Job("churn from data, steady state, 3 segments", f"{PLAIN} from-data.toml", "0.5 s", {"seconds": 0.5}),
    Job("`check` of 16,000 errors", "check mistakes.toml", "1 s", {"seconds": 1}, code=2),
    Job("`fit` of a log of 10^6 rows: count and four curves", "fit log.csv --period month --as-of 2026-01-31",
        peers={"DuckDB, the count alone": "peers.py count duckdb log.csv query.sql", "Polars, the count alone": "peers.py count polars log.csv"}),
    Job("`optimise` of streaming", f"optimise --threads 1 -q -o out {ROOT}/scenarios/streaming.toml", timed=True),
    Job("cold release build", "build --release -q", "200 s", {"seconds": 200}, program="cargo"),
    Job("release build after an edit of the engine", "build --release -q", "60 s", {"seconds": 60}, program="cargo"),
]  # fmt: skip


def minimal(place=None):
    text = (ROOT / "templates/init/minimal.toml").read_text()
    if place is None:
        return text
    return text.replace('"minimal"', f'"m{place}"', 1).replace("price             = 30", f"price = {25 + place / 100}")


ANY_TIME = {"months": 156, "churn": firms.STEEP, "programmes": [firms.DESK + '\nrepeat = "any-time"']}
INPUTS = {
    "one.ndjson": lambda: '{"id": 1}\n',
    "batch": lambda: {f"m{place}.toml": minimal(place) for place in range(1000)},
    "32x32.toml": lambda: firms.firm(segments=32, channels=32),
    "64x64.toml": lambda: firms.firm(segments=64, channels=64),
    "128x4.toml": lambda: firms.firm(segments=128, programmes=firms.PROGRAMMES),
    "steep.toml": lambda: firms.firm(months=600, churn=firms.STEEP),
    "desk.toml": lambda: firms.firm(**ANY_TIME),
    "seasons.toml": lambda: firms.firm(**ANY_TIME, season="seasonality = { jan = 1.06, feb = 1.02, apr = 1.03, sep = 0.96 }\n"),
    "from-data.toml": lambda: (HERE / "scenarios/from-data.toml").read_text(),
    "survival.csv": firms.survival,
    "mistakes.toml": lambda: firms.mistakes(minimal()),
    "log.csv": lambda: "".join(firms.log(10**6)),
    "query.sql": lambda: subprocess.check_output("./tenure sql --dialect duckdb --period month --as-of 2026-01-31".split(), text=True),
}


def put(name):
    """An input, made once."""
    varied = re.fullmatch(r"(churn|money)-(\d+)\.ndjson", name)
    if os.path.exists(name) or not (varied or name in INPUTS):
        return
    made = "".join(firms.variants(int(varied[2]), varied[1])) if varied else INPUTS[name]()
    if isinstance(made, dict):
        os.mkdir(name)
        for file, text in made.items():
            Path(name, file).write_text(text)
    else:
        Path(name).write_text(made)
    if name == "from-data.toml":
        put("survival.csv")


def once(command, code=0, counted=False):
    """CPU seconds of a process and its children, or its instructions; and what it printed."""
    for word in command:
        put(word)
    shutil.rmtree("out", ignore_errors=True)
    if counted:
        command = ["valgrind", "--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null", *command]
    with open("stdout", "w+") as out, open("stderr", "w+") as err:
        child = subprocess.Popen(command, stdout=out, stderr=err)
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0), err.seek(0)
        said, told = out.read(), err.read()
    if child.returncode != code:
        raise SystemExit(f"{' '.join(command)} ended with {child.returncode}:\n{told[-2000:]}")
    return int(re.search(r"I +refs: +([\d,]+)", told)[1].replace(",", "")) if counted else used.ru_utime + used.ru_stime, said


def sized(job, many):
    return [job.sizes[0], many] if job.sizes else [0]


def of_one(job, costs, many):
    return (costs[1] - costs[0]) / (many - job.sizes[0]) / job.per if job.sizes else costs[0]


def figure(said):
    """What peers print last; of ours the sum of the first metric over all rows."""
    rows = [json.loads(line) for line in said.splitlines() if line.startswith("{")]
    return sum(row[next(key for key in row if key.startswith("npv"))] for row in rows) if rows else float(said.split()[-1])


def words(command, size):
    charts = sum(Path(page).read_text().count("<svg") for page in glob.glob("out/*/report.html")) if "{charts}" in command else 0
    return command.format(n=size, charts=charts).split()


def measure(job, rounds):
    """CPU seconds of one, of ours (under "") and of each peer."""
    if job.program == "cargo":
        # In its own folder: the file that pins the toolchain is looked for there.
        build = ["env", "-C", str(ROOT), "cargo", *job.command.split(), "--target-dir", os.path.abspath("cold")]
        if "after" not in job.name:
            shutil.rmtree("cold", ignore_errors=True)
            return {"": once(build)[0]}
        # Code is added in the middle of the engine.
        edited = ROOT / "src/engine/rows.rs"
        text = edited.read_text()
        try:
            edited.write_text(text.replace(PERIOD, PERIOD + "        std::hint::black_box(t);\n", 1))
            return {"": once(build)[0]}
        finally:
            edited.write_text(text)
    sides = {"": ([job.program], job.command, job.sizes[1:2], job.code)}
    for name, script in job.peers.items():
        sides[name] = ([sys.executable], f"{HERE}/{script}", job.sizes[-1:], 0)
    least, answers = {}, {}
    for _ in range(rounds):
        for name, (program, command, many, code) in sides.items():
            for place, size in enumerate(sized(job, *many or (0,))):
                cost, said = once(program + words(command, size), code)
                least[name, place] = min(cost, least.get((name, place), math.inf))
                if job.tolerance and place == 0:
                    answers[name] = figure(said)
    for name, one in answers.items():
        if not math.isclose(one, answers[""], rel_tol=job.tolerance):
            raise SystemExit(f"{job.name}: {answers['']} by tenure, {one} by {name}")
    return {name: of_one(job, [least[name, 0], least.get((name, 1))], *many or (0,)) for name, (_, _, many, _) in sides.items()}


def instructions(job):
    """Of ours, exact; where there are two sizes, of two a twentieth as far apart."""
    many = job.sizes[0] + (job.sizes[1] - job.sizes[0]) // 20 if job.sizes else 0
    counts = [once([job.program, *words(job.command, size)], job.code, True)[0] for size in sized(job, many)]
    return of_one(job, counts, many)


def figures(value):
    """Three figures of what is above 1, of large numbers all."""
    return f"{value:,.{max(0, 2 - math.floor(math.log10(max(1, value))))}f}"


def human(value, units):
    unit, factor = next(((unit, factor) for unit, factor in units if value * factor >= 0.995), units[-1])
    return f"{figures(value * factor)} {unit}"


def seconds(value):
    return human(value, [("s", 1), ("ms", 1e3), ("µs", 1e6)])


def line(job, cost, count):
    peers = "; ".join(f"{name} {seconds(cost[name])} (× {figures(cost[''] / cost[name])})" for name in job.peers)
    found = {"seconds": cost[""], "instructions": count, "times": cost[""] / cost[next(iter(job.peers), "")]}
    verdict = ["not measured" if found[what] is None else "met" if found[what] <= most else "**missed**" for what, most in job.most.items()]
    told = "" if count is None else human(count, [("G", 1e-9), ("M", 1e-6), ("k", 1e-3)])
    return f"| {job.name} | {seconds(cost[''])} | {told} | {peers} | {job.bar} | {''.join(verdict)} |"


def main():
    asks = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asks.add_argument("tenure", type=Path)
    asks.add_argument("--instructions", action="store_true")
    asks.add_argument("--only", nargs="+", default=[], metavar="WORD")
    asks.add_argument("--rounds", type=int, default=3)
    asks.add_argument("--write", action="store_true")
    given = asks.parse_args()
    jobs = [job for job in JOBS if any(word in job.name for word in given.only) or not given.only and job.program != "cargo"]
    table = ["| job | CPU | instructions | peers (× what ours takes of it) | bar | |", "|---|---|---|---|---|---|"]
    wide = {}
    program = given.tenure.resolve()
    with tempfile.TemporaryDirectory() as work:
        os.chdir(work)
        os.symlink(program, "tenure")
        for job in jobs:
            cost = measure(job, given.rounds)
            count = instructions(job) if given.instructions and not job.timed and job.program != "cargo" else None
            table.append(line(job, cost, count))
            print(table[-1], file=sys.stderr, flush=True)
            wide[job.name[:2]] = cost[""]
        os.chdir(ROOT)
    if "32" in wide and "64" in wide:
        grown = math.log2(wide["64"] / wide["32"])
        table.append(f"| exponent from 32 × 32 to 64 × 64 | {grown:.2f} | | | 2.1 | {'met' if grown <= 2.1 else '**missed**'} |")
    print("\n".join(table))
    if given.write:
        readme, begin, end = HERE / "README.md", "<!-- measure.py -->\n", "\n<!-- end -->"
        head, rest = readme.read_text().split(begin)
        readme.write_text(head + begin + "\n".join(table) + end + rest.split(end, 1)[1])


if __name__ == "__main__":
    main()
