"""Made-up firms of any width and length, and the other inputs of measure.py: all texts come from here."""

import datetime
import random

BETA = 'model = "beta-geometric"\nalpha = 1.6\nbeta = 16.5'
STEEP = 'model = "beta-discrete-weibull"\nalpha = 1.6\nbeta = 16.5\nshape = 2'
OFFER = 'offers = [{ name = "less", share = "100%", discount = "40%", lasts = "3 months" }]'
DESK = f"""kind = "save-desk"
acts_on = ["price"]
reach = "62%"
accept = "24%"
would_have_stayed = "15%"
after_save = {{ churn_multiplier = 2, fades_over = "8 months" }}
cost = {{ per_contact = 5 }}
{OFFER}"""
PROGRAMMES = [
    'kind = "payment-recovery"\nacts_on = ["payment"]\nrecover = "45%"\ncost = { per_contact = 0.9 }',
    DESK,
    """kind = "points"
earn = "1 point per 1 EUR"
membership = { price = 0, enrol = "48%", ramp = "10 months" }
redeem = { point_value = 0.01, share_in_kind = "70%", cost_of_reward = "55%" }
breakage = "28%"
expiry = "24 months"
effect = { churn = "-9%", selection = "35%" }
cost = { per_member_month = 0.05 }""",
    """kind = "win-back"
window = "12 months"
return_without_offer = { "3 months" = "25%", "12 months" = "45%" }
extra_return = "4%"
second_life_churn_multiplier = 1.27
offers = [{ discount = "50%", lasts = "2 months" }]
cost = { per_contact = 1.2 }""",
]


def firm(segments=1, channels=1, months=48, churn=BETA, programmes=(), season=""):
    """A firm with two strategies: nothing, and all programmes with a little more spent on the first segment."""
    reasons = '[churn.reasons]\nprice = "40%"\npayment = "20%"\nservice = "40%"\n' if programmes else ""
    text = f"""schema = 1
[scenario]
id = "firm"
[model]
currency = "EUR"
start = 2026-01-01
horizon = "{months} months"
discount_rate = "10% per year"
cash_timing = "start"
[uncertainty]
draws = 0
[opening_base]
tenure = "new"
[churn]
{churn}
{season}{reasons}"""
    for place in range(segments):
        text += f"""[[segments]]
id = "s{place}"
opening_customers = {1000 + 10 * place}
price = {20 + place % 13}
retention_spend = {1 + place % 5 / 10}
churn_multiplier = {0.8 + place % 11 * 0.04:.2f}
"""
    for place in range(channels):
        text += f'[[channels]]\nid = "c{place}"\ncustomers = {max(1, 1000 // channels)}\ncost_per_customer = {60 + place % 7}\n'
    for place, programme in enumerate(programmes):
        text += f'[[programmes]]\nid = "p{place}"\n{programme}\n'
    names = ", ".join(f'"p{place}"' for place in range(len(programmes)))
    text += f'[[strategies]]\nid = "today"\nprogrammes = []\n[[strategies]]\nid = "all"\nprogrammes = [{names}]\n'
    return text + 'set = { "segments.s0.retention_spend" = 1.05 }\n'


def survival():
    """Shares of three contracts that are left after each of 60 months, for churn from data."""
    lines = ["segment,tenure,survival"]
    for segment, alpha, beta in [("monthly", 1.6, 17), ("one-year", 3, 818), ("two-year", 3, 9005)]:
        left = 1.0
        for month in range(61):
            lines.append(f"{segment},{month},{left:.6f}")
            left *= 1 - alpha / (alpha + beta + month)
    return "\n".join(lines) + "\n"


def mistakes(minimal):
    """A scenario with 16,000 unknown paths in the `set` of one strategy."""
    paths = ", ".join(f'"churn.q{place}" = {place}' for place in range(16_000))
    return minimal + f'\n[[strategies]]\nid = "wrong"\nset = {{ {paths} }}\n'


def variants(count, kind):
    """Lines for `tenure pipe`, no two alike: both parameters of churn vary, or a price."""
    for place in range(count):
        first, second = place * 0.6180339887498949 % 1, place * 0.7548776662466927 % 1
        changed = f'"churn.alpha":{0.4 + 0.5 * first},"churn.beta":{3 + 2 * second}'
        if kind == "money":
            changed = f'"segments.all.price":{20 + 20 * first}'
        yield f'{{"id":{place},"set":{{{changed}}}}}\n'


def log(rows):
    """A log of subscriptions by day up to the end of January 2026, each customer with a risk of its own."""
    chance, first, last = random.Random(7), datetime.date(2021, 2, 1), datetime.date(2026, 1, 31).toordinal()
    yield "customer,start,end\n"
    for place in range(rows):
        start = first.toordinal() + chance.randrange(1825)
        risk = chance.betavariate(1.2, 9)
        end = start + 1 + int(30.4375 * chance.expovariate(risk))
        day = datetime.date.fromordinal
        yield f"{place},{day(start)},{day(end) if end <= last else ''}\n"
