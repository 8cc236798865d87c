"""A sweep on Dask: python dask_sweep.py variants.ndjson OUT PARTS tenure pipe BASE.toml --metrics npv

DASK_SCHEDULER is the address of a cluster; without it there are two processes on this machine. OUT, `tenure` and the
base are on a disk that all workers see. A part whose worker is lost is done again."""
import os, sys

from dask.distributed import Client

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import tenure_pool

plan, out, count, command = sys.argv[1], os.path.abspath(sys.argv[2]), int(sys.argv[3]), sys.argv[4:]


def part(lines, path):
    return tenure_pool.write(lines, command + ["--threads", "1"], path)


if __name__ == "__main__":
    os.makedirs(out, exist_ok=True)
    address = os.environ.get("DASK_SCHEDULER")
    client = Client(address) if address else Client(n_workers=2, threads_per_worker=1, dashboard_address=None)
    client.upload_file(tenure_pool.__file__)
    parts = tenure_pool.parts(plan, count)
    paths = [os.path.join(out, f"rows-{place}.ndjson") for place in range(len(parts))]
    done = client.gather(client.map(part, parts, paths, retries=3, pure=False))
    print(f"{len(done)} parts in {out}")
    client.close()
