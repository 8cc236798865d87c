//! Brand recognition over time: stocks of prospects who know the name or were told of it, and what
//! they do to conversion (`docs/model.md`, section 4).

use super::acquisition::ChannelPlan;
use crate::scenario::Brand;
use crate::units::Values;

/// Brand recognition of one strategy.
#[derive(Clone, Debug)]
pub struct BrandPlan {
    /// Share of prospects who know the name, per period.
    pub known: Vec<f64>,
    /// Share of prospects to whom it was recommended, at the start.
    pub recommended: f64,
    /// Share kept of either stock from one period to the next.
    pub remembered: f64,
    /// Prospects to whom a customer recommends it in a period.
    pub recommends: f64,
    /// Conversion at the start.
    conversion: f64,
    /// b0, b1, b2 of logit(conversion) = b0 + b1·known + b2·recommended.
    weights: [f64; 3],
}

impl BrandPlan {
    /// The brand under the spend of these channels.
    pub fn of(brand: &Brand, channels: &[ChannelPlan], periods: usize, values: &Values) -> Self {
        let remembered = 1.0 - brand.forgets.at(values);
        let reached = |spend: f64| {
            brand.taught_by.as_ref().map_or(0.0, |taught| {
                let stated = taught.spend.at(values);
                if stated > 0.0 {
                    1.0 - libm::pow(1.0 - taught.share.at(values), spend / stated)
                } else {
                    0.0
                }
            })
        };
        let start = brand.known.at(values);
        let mut known = Vec::with_capacity(periods);
        let mut now = start;
        for t in 0..periods {
            known.push(now);
            let spend: f64 = channels.iter().map(|channel| channel.media[t]).sum();
            now = now * remembered + (1.0 - now) * reached(spend);
        }
        let conversion = brand.conversion.at(values);
        let (b1, b2) = (brand.known_lift.at(values), brand.recommended_lift.at(values));
        let recommended = brand.recommended.at(values);
        let b0 = libm::log(conversion / (1.0 - conversion)) - b1 * start - b2 * recommended;
        Self {
            known,
            recommended,
            remembered,
            recommends: brand.recommends.at(values),
            conversion,
            weights: [b0, b1, b2],
        }
    }

    /// Joiners of channels in period `t` as a multiple of what the same effort brought at the start.
    pub fn factor(&self, t: usize, recommended: f64) -> f64 {
        let [b0, b1, b2] = self.weights;
        let odds = libm::exp(b0 + b1 * self.known[t] + b2 * recommended);
        odds / (1.0 + odds) / self.conversion
    }

    /// Share of prospects with a recommendation one period on, with `customers` telling a `pool`.
    pub fn told(&self, recommended: f64, customers: f64, pool: f64) -> f64 {
        let heard =
            if pool > 0.0 { -libm::expm1(-self.recommends * customers / pool) } else { 0.0 };
        recommended * self.remembered + (1.0 - recommended) * heard
    }
}
