"""A sweep on Ray: python ray_sweep.py variants.ndjson OUT PARTS tenure pipe BASE.toml --metrics npv

OUT, `tenure` and the base are on a disk that all nodes see. A part whose worker is lost is done again."""
import os, sys

import ray

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import tenure_pool

plan, out, count, command = sys.argv[1], os.path.abspath(sys.argv[2]), int(sys.argv[3]), sys.argv[4:]
os.makedirs(out, exist_ok=True)
ray.init(runtime_env={"env_vars": {"PYTHONPATH": os.path.dirname(tenure_pool.__file__)}})


@ray.remote(num_cpus=1, max_retries=3)
def part(lines, path):
    return tenure_pool.write(lines, command + ["--threads", "1"], path)


parts = tenure_pool.parts(plan, count)
paths = [os.path.join(out, f"rows-{place}.ndjson") for place in range(len(parts))]
done = ray.get([part.remote(lines, path) for lines, path in zip(parts, paths)])
print(f"{len(done)} parts in {out}")
