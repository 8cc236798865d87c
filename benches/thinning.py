"""The job of benches/simulation.rs in vectorised NumPy: customers' own chance, two strategies.

1,000 joiners a month for 60 months, each cohort thinned month by month with the shifted
beta-geometric hazard (60 x 60 / 2 binomials a draw), cash flows, net present value and closing
customers of every draw, and the difference of the two strategies on common seeds.

    python benches/thinning.py [draws]

All draws of one cohort's month are one call of Generator.binomial; the 60 cohorts of one month that
is equally far from their start share a hazard, so they are one call too (an array of cohorts x
draws). No Python loop runs over draws or cohorts.
"""

import sys

import numpy as np

PERIODS, JOINERS, ALPHA = 60, 1_000, 0.668
PRICE, COMMISSION = 30.0, 120.0
STRATEGIES = {"baseline": (3.806, 2.0), "keep-more": (4.4, 3.0)}
DISCOUNT = (1 + 0.10) ** (1 / 12)
CHUNK = 1_000


def simulate(rng, draws, beta, retention):
    """Net present value and closing customers of every draw."""
    factor = DISCOUNT ** -np.arange(PERIODS)
    values, closing, cumulative = [], [], []
    for first in range(0, draws, CHUNK):
        size = min(CHUNK, draws - first)
        alive = np.full((PERIODS, size), JOINERS)
        active = np.zeros((PERIODS, size))
        end = np.zeros(size)
        for age in range(PERIODS):
            # Cohorts 0 .. PERIODS - 1 - age reach this age inside the horizon.
            cohorts = alive[: PERIODS - age]
            active[age:] += cohorts
            hazard = ALPHA / (ALPHA + beta + age)
            cohorts -= rng.binomial(cohorts, hazard)
            end += cohorts[-1]
        flow = active * (PRICE - retention) - JOINERS * COMMISSION
        discounted = flow * factor[:, None]
        values.append(discounted.sum(axis=0))
        cumulative.append(discounted.cumsum(axis=0))
        closing.append(end)
    return np.concatenate(values), np.concatenate(closing), np.concatenate(cumulative, axis=1)


def main():
    draws = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    npv = {}
    for name, (beta, retention) in STRATEGIES.items():
        values, closing, cumulative = simulate(np.random.default_rng(20260101), draws, beta, retention)
        npv[name] = values
        low, high = np.quantile(values, [0.05, 0.95])
        bands = np.quantile(cumulative, [0.05, 0.5, 0.95], axis=1)
        print(
            f"{name}: npv mean {values.mean():.2f} sd {values.std(ddof=1):.2f} p5 {low:.2f} p95 {high:.2f}"
            f" closing mean {closing.mean():.3f} sd {closing.std(ddof=1):.3f}"
            f" last band {bands[:, -1].round(2).tolist()}"
        )
    difference = npv["keep-more"] - npv["baseline"]
    print(f"difference: mean {difference.mean():.2f} sd {difference.std(ddof=1):.2f}")


if __name__ == "__main__":
    main()
