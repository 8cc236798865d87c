"""What other programs do for the jobs of measure.py; the last line is a figure that tenure must agree with.

    python benches/peers.py draws    cohorts|sums|figures DRAWS    NumPy
    python benches/peers.py variants numpy|polars|duckdb COUNT churn|money
    python benches/peers.py count    polars|duckdb LOG.csv [QUERY.sql]
    python benches/peers.py page     CHARTS OUT.html               matplotlib and Jinja2

Each is written as one would who knows the library: whole arrays or one query, no loop over draws, variants or rows.
"""

import sys

MONTHS, JOINERS, COMMISSION = 60, 1_000, 120.0  # the minimal scenario
STEP = 1.1 ** (-1 / 12)
GOLDEN, PLASTIC = 0.6180339887498949, 0.7548776662466927  # spread variants as firms.variants does


def draws(how, count):
    """Five triangular assumptions, common to two strategies: value, customers at the end, peak need, the difference.

    `cohorts` keeps cohorts apart month by month, as where prices or churn change by calendar month; `sums` takes running
    sums of one life. Both also find leavers, the month of payback and bands of cumulative cash; `figures` leaves those out."""
    import numpy as np

    count, months = int(count), 48
    chance = np.random.default_rng(1)
    low, mode, high = np.array([[27, 30, 33], [1.35, 1.6, 1.9], [14, 16.5, 19], [850, 1000, 1150], [100, 120, 145]]).T
    price, alpha, beta, joiners, cost = chance.triangular(low, mode, high, (count, 5)).T[:, None]
    age = np.arange(months)[:, None]
    values = []
    for spend, factor in [(2.0, 1.0), (3.0, 1.1)]:
        hazard = alpha / (alpha + beta * factor + age)
        if how == "cohorts":
            cohorts, active, left = np.zeros((months, count)), np.empty((months, count)), np.empty((months, count))
            for month in range(months):
                cohorts[1 : month + 1] = cohorts[:month] * (1 - hazard[:month])
                cohorts[0] = joiners
                active[month] = cohorts[: month + 1].sum(axis=0)
                left[month] = (cohorts[: month + 1] * hazard[: month + 1]).sum(axis=0)
            end = active[-1] - left[-1]
        else:
            alive = np.ones((months + 1, count))
            np.cumprod(1 - hazard, axis=0, out=alive[1:])
            active = joiners * np.cumsum(alive[:-1], axis=0)
            end = active[-1] + joiners[0] * (alive[-1] - 1)
            if how == "sums":
                left = joiners * np.cumsum(alive[:-1] * hazard, axis=0)
        flow = active * (price - spend) - joiners * cost
        cash = np.cumsum(flow * STEP**age, axis=0)
        value, need = cash[-1], -np.minimum(0, np.cumsum(flow, axis=0).min(axis=0))
        if how != "figures":
            back = np.where(value > 0, months - np.argmax(cash[::-1] <= 0, axis=0), np.inf)
            np.quantile(cash, [0.1, 0.5, 0.9], axis=1), np.isfinite(back).mean(), left.sum(axis=0).mean()
        for figure in (value, end, need):
            np.quantile(figure, [0.1, 0.5, 0.9]), figure.mean()
        values.append(value)
    gain = values[1] - values[0]
    np.quantile(gain, [0.1, 0.5, 0.9]), (gain > 0).mean()
    print(sum(value.mean() for value in values))


def variants(library, count, kind):
    """Present value of both strategies of the minimal scenario for each variant, survival in closed form."""
    count = int(count)
    weights = [(STEP**age - STEP**MONTHS) / (1 - STEP) for age in range(MONTHS)]  # a month of a cohort's life, over all cohorts
    print({"numpy": with_numpy, "polars": with_polars, "duckdb": with_duckdb}[library](count, kind, weights))


def with_numpy(count, kind, weights):
    import numpy as np

    place, age, weights = np.arange(count), np.arange(MONTHS - 1)[:, None], np.array(weights)
    first, second = place * GOLDEN % 1, place * PLASTIC % 1
    alpha, beta, price = 0.4 + 0.5 * first, 3 + 2 * second, 30.0
    if kind == "money":
        alpha, beta, price = 0.668, 3.806, 20 + 20 * first
    total = 0
    for own, spend in [(beta, 2.0), (4.4, 3.0)]:
        alive = np.cumprod(1 - alpha / (alpha + own + age), axis=0)
        months = weights[0] + weights[1:] @ alive
        value = JOINERS * ((price - spend) * months - COMMISSION * weights[0])
        total += value.sum()
    return total


def with_polars(count, kind, weights):
    import polars as pl

    place = pl.int_range(count, eager=True).alias("place").to_frame()
    first, second = pl.col("place") * GOLDEN % 1, pl.col("place") * PLASTIC % 1
    churn = kind == "churn"
    frame = place.lazy().with_columns(
        alpha=0.4 + 0.5 * first if churn else pl.lit(0.668),
        beta=3 + 2 * second if churn else pl.lit(3.806),
        price=pl.lit(30.0) if churn else 20 + 20 * first,
    )
    months = pl.LazyFrame({"age": range(MONTHS), "weight": weights})
    both = pl.concat([
        frame.with_columns(strategy=pl.lit(0), spend=pl.lit(2.0)),
        frame.with_columns(strategy=pl.lit(1), spend=pl.lit(3.0), beta=pl.lit(4.4)),
    ])
    stays = pl.when(pl.col("age") == 0).then(1.0).otherwise(1 - pl.col("alpha") / (pl.col("alpha") + pl.col("beta") + pl.col("age") - 1))
    alive = stays.cum_prod().over("strategy", "place", order_by="age")
    value = JOINERS * ((pl.col("price") - pl.col("spend")) * pl.col("months") - COMMISSION * weights[0])
    rows = both.join(months, how="cross").with_columns(lived=alive * pl.col("weight"))
    rows = rows.group_by("strategy", "place").agg(pl.col("lived").sum().alias("months"), pl.col("price", "spend").first())
    return rows.with_columns(npv=value).collect()["npv"].sum()


def with_duckdb(count, kind, weights):
    import duckdb

    churn = kind == "churn"
    alpha, beta, price = (
        (f"0.4 + 0.5 * ((place * {GOLDEN}::DOUBLE) % 1)", f"3 + 2 * ((place * {PLASTIC}::DOUBLE) % 1)", "30.0")
        if churn
        else ("0.668", "3.806", f"20 + 20 * ((place * {GOLDEN}::DOUBLE) % 1)")
    )
    base = duckdb.connect()
    base.execute("CREATE TABLE months AS SELECT unnest($1) AS age, unnest($2) AS weight", [list(range(MONTHS)), weights])
    query = f"""
        WITH grid AS (SELECT place, ({alpha})::DOUBLE AS alpha, ({beta})::DOUBLE AS beta, ({price})::DOUBLE AS price FROM range({count}) AS all_(place)),
        both_ AS (SELECT *, 2.0::DOUBLE AS spend FROM grid UNION ALL SELECT place, alpha, 4.4, price, 3.0 FROM grid),
        lived AS (SELECT place, spend, any_value(price) AS price,
            sum(weight * exp(lgamma(beta + age) - lgamma(beta) + lgamma(alpha + beta) - lgamma(alpha + beta + age))) AS months
            FROM both_, months GROUP BY place, spend),
        answer AS (SELECT place, spend, {JOINERS} * ((price - spend) * months - {COMMISSION * weights[0]}::DOUBLE) AS npv FROM lived)
        SELECT sum(npv) FROM answer"""
    return base.execute(query).fetchone()[0]


def count(library, log, query=None):
    """How many subscriptions of a log were watched how long, and when they were gone; the figure is how many there are."""
    if library == "duckdb":
        import duckdb

        base = duckdb.connect()
        base.execute(f"CREATE VIEW log AS SELECT '' AS segment, * FROM read_csv('{log}', types={{'start': 'DATE', 'end': 'DATE'}})")
        rows = base.execute(open(query).read().strip().rstrip(";")).fetchall()
        print(sum(row[-1] for row in rows))
        return
    import polars as pl

    start, end, until = pl.col("start"), pl.col("end"), pl.lit("2026-01-31").str.to_date()
    months = lambda day: 12 * (day.dt.year() - start.dt.year()) + day.dt.month() - start.dt.month() - (day.dt.day() < start.dt.day())
    rows = pl.scan_csv(log, try_parse_dates=True).with_columns(watched=months(until), gone=months(end) + 1)
    print(rows.group_by("watched", "gone").agg(pl.len()).collect(engine="streaming")["len"].sum())


def page(charts, out):
    """A page with so many charts of four lines over 60 months, and a table of 60 rows."""
    import io

    import jinja2
    import matplotlib
    import numpy as np

    matplotlib.use("svg")
    from matplotlib import pyplot

    month, pictures = np.arange(MONTHS), []
    for place in range(int(charts)):
        figure, axes = pyplot.subplots(figsize=(7, 3))
        for line in range(4):
            axes.plot(month, np.cumsum(np.cos(month / (line + 4)) + place), label=f"Strategy {line}")
        axes.set(title=f"Figure {place}", xlabel="Month", ylabel="EUR")
        axes.legend()
        text = io.StringIO()
        figure.savefig(text, format="svg")
        pyplot.close(figure)
        pictures.append(text.getvalue())
    template = jinja2.Template(
        "<!doctype html><title>Report</title>{% for one in pictures %}<figure>{{ one }}</figure>{% endfor %}<table>"
        "{% for row in rows %}<tr>{% for cell in row %}<td>{{ '{:,.2f}'.format(cell) }}</td>{% endfor %}</tr>{% endfor %}</table>"
    )
    rows = np.outer(month + 1.0, np.arange(1.0, 9.0)).tolist()
    with open(out, "w") as file:
        file.write(template.render(pictures=pictures, rows=rows))


if __name__ == "__main__":
    {"draws": draws, "variants": variants, "count": count, "page": page}[sys.argv[1]](*sys.argv[2:])
