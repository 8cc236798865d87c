//! Where do labels go so that none covers another?

/// A label that wants to be centred at `at` and is `size` long in the direction of the search.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wish {
    pub at: f64,
    pub size: f64,
}

/// Centres for labels between `low` and `high`, as near to their wishes as order and room allow.
///
/// Wishes come in falling importance: when there is no room for all, the last are left out (`None`).
/// Touching labels form a block that settles at the mean of its members' wishes.
pub(super) fn spread(wishes: &[Wish], low: f64, high: f64) -> Vec<Option<f64>> {
    let mut kept = wishes.len();
    while kept > 0 && wishes[..kept].iter().map(|wish| wish.size).sum::<f64>() > high - low {
        kept -= 1;
    }
    let mut order: Vec<usize> = (0..kept).collect();
    order.sort_by(|a, b| wishes[*a].at.total_cmp(&wishes[*b].at).then(a.cmp(b)));

    let mut blocks: Vec<Block> = Vec::new();
    for index in order {
        let mut block = Block::of(index, wishes[index]).within(low, high);
        while let Some(above) = blocks.pop() {
            if above.start + above.size <= block.start {
                blocks.push(above);
                break;
            }
            block = above.joined(block).within(low, high);
        }
        blocks.push(block);
    }

    let mut out = vec![None; wishes.len()];
    for block in blocks {
        let mut at = block.start;
        for index in block.members {
            out[index] = Some(at + wishes[index].size / 2.0);
            at += wishes[index].size;
        }
    }
    out
}

struct Block {
    members: Vec<usize>,
    /// Sum over members of the start each would give the block.
    wanted: f64,
    size: f64,
    start: f64,
}

impl Block {
    fn of(index: usize, wish: Wish) -> Self {
        let wanted = wish.at - wish.size / 2.0;
        Block { members: vec![index], wanted, size: wish.size, start: wanted }
    }

    fn joined(mut self, below: Block) -> Self {
        self.wanted += below.wanted - self.size * below.members.len() as f64;
        self.members.extend(below.members);
        self.size += below.size;
        self.start = self.wanted / self.members.len() as f64;
        self
    }

    fn within(mut self, low: f64, high: f64) -> Self {
        self.start = self.start.min(high - self.size).max(low);
        self
    }
}

/// Where a text beside a leader begins, and on which row of the lane it stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Slot {
    pub left: f64,
    pub row: usize,
}

/// Rows for texts hanging from points on a line: the text begins right of its leader.
///
/// Leaders run down from above, so rows are filled from the right: a deeper text is always left of
/// the ones it passes. A text that would leave the sheet is moved left until it fits.
pub(super) fn hang(texts: &[(f64, f64)], low: f64, high: f64, gap: f64) -> Vec<Slot> {
    let mut order: Vec<usize> = (0..texts.len()).collect();
    order.sort_by(|a, b| texts[*b].0.total_cmp(&texts[*a].0).then(a.cmp(b)));
    let mut free_until: Vec<f64> = Vec::new();
    let mut out = vec![Slot { left: low, row: 0 }; texts.len()];
    for index in order {
        let (at, wide) = texts[index];
        let left = (at + gap).min(high - wide).max(low);
        let row = free_until.iter().position(|limit| left + wide + gap <= *limit);
        let row = row.unwrap_or_else(|| {
            free_until.push(high);
            free_until.len() - 1
        });
        free_until[row] = left - gap;
        out[index] = Slot { left, row };
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const SLACK: f64 = 1e-6;

    proptest! {
        #[test]
        fn labels_never_overlap_and_never_leave(
            at in prop::collection::vec((-500.0..900.0_f64, 5.0..40.0_f64), 0..14),
            high in 0.0..400.0_f64,
        ) {
            let wishes: Vec<Wish> = at.iter().map(|(at, size)| Wish { at: *at, size: *size }).collect();
            let placed = spread(&wishes, 0.0, high);
            let mut spans: Vec<(f64, f64)> = placed
                .iter()
                .zip(&wishes)
                .filter_map(|(at, wish)| at.map(|at| (at - wish.size / 2.0, at + wish.size / 2.0)))
                .collect();
            spans.sort_by(|a, b| a.0.total_cmp(&b.0));
            for span in &spans {
                prop_assert!(span.0 >= -SLACK && span.1 <= high + SLACK, "{span:?} in 0..{high}");
            }
            for pair in spans.windows(2) {
                prop_assert!(pair[0].1 <= pair[1].0 + SLACK, "{pair:?}");
            }
        }

        #[test]
        fn hanging_texts_share_a_row_only_side_by_side(
            texts in prop::collection::vec((0.0..600.0_f64, 10.0..200.0_f64), 0..8),
        ) {
            let slots = hang(&texts, 0.0, 640.0, 4.0);
            for (i, a) in slots.iter().enumerate() {
                prop_assert!(a.left >= 0.0 && a.left + texts[i].1 <= 640.0 + SLACK);
                for (j, b) in slots.iter().enumerate().skip(i + 1) {
                    let apart = a.left + texts[i].1 <= b.left + SLACK || b.left + texts[j].1 <= a.left + SLACK;
                    prop_assert!(a.row != b.row || apart, "{a:?} {b:?}");
                }
            }
        }
    }

    #[test]
    fn labels_with_room_stay_where_they_are() {
        let wishes = [Wish { at: 20.0, size: 10.0 }, Wish { at: 80.0, size: 10.0 }];
        assert_eq!(spread(&wishes, 0.0, 100.0), [Some(20.0), Some(80.0)]);
    }

    #[test]
    fn the_least_important_label_goes_when_the_room_is_short() {
        let wishes = [Wish { at: 5.0, size: 10.0 }; 4];
        assert_eq!(spread(&wishes, 0.0, 30.0), [Some(5.0), Some(15.0), Some(25.0), None]);
    }
}
