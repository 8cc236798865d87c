//! Whom is the answer told of, and against whom?

use super::ran::Ran;
use super::ranking::Ranking;

/// The strategy that a page speaks of, and the two that it is set against.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Opponents {
    /// The winner; where today wins, the best other candidate.
    pub lead: usize,
    /// What the others are compared with.
    pub today: usize,
    /// The one that the file names, else the runner-up among candidates other than today. None where today wins,
    /// or where there is no other.
    pub rival: Option<usize>,
}

impl Opponents {
    /// Those of a ranking; none where nothing is set against anything.
    pub fn of(ran: &Ran<'_>, ranking: &Ranking) -> Option<Self> {
        let today = ran.scenario.against;
        if ranking.winner == today {
            return Some(Self { lead: ranking.runner_up?, today, rival: None });
        }
        let lead = ranking.winner;
        let named = ran.scenario.rival.filter(|rival| *rival != lead);
        let mut others = ranking.order.iter().copied().filter(|own| *own != lead && *own != today);
        Some(Self { lead, today, rival: named.or_else(|| others.next()) })
    }

    /// The pairs of strategies, today's first.
    pub fn pairs(self) -> impl Iterator<Item = (usize, usize)> {
        [Some(self.today), self.rival].into_iter().flatten().map(move |other| (self.lead, other))
    }
}
