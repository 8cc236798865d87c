//! A firm as a scenario.

use super::{Churn, Firm, Repeat};

impl Firm {
    /// The same firm as a scenario.
    pub fn text(&self, draws: usize) -> String {
        use std::fmt::Write;
        let share = |x: f64| format!("\"{}%\"", 100.0 * x);
        let mut out = format!(
            "schema = 1\n[scenario]\nid = \"firm\"\n[model]\ncurrency = \"EUR\"\nstart = 2026-01-01\nhorizon = \"{} months\"\n\
             discount_rate = \"{}% per month\"\ncash_timing = \"mid-period\"\n[uncertainty]\ndraws = {draws}\ncustomers = true\n",
            self.periods,
            100.0 * self.discount_rate
        );
        let opening: Vec<String> = self
            .opening
            .iter()
            .map(|(tenure, count)| format!("\"{tenure} months\" = {count}"))
            .collect();
        write!(
            out,
            "[[segments]]\nid = \"all\"\n{} = {}\nservice_cost = {}\ncost_of_revenue = {}\nopening_customers = {{ {} }}\n",
            if self.visits.is_some() { "basket" } else { "price" },
            self.price,
            self.service_cost,
            share(self.cost_of_revenue),
            opening.join(", ")
        )
        .unwrap();
        if let Some(capacity) = self.capacity {
            writeln!(out, "capacity = {capacity}").unwrap();
        }
        let per_month = |x: f64| format!("\"{}% per month\"", 100.0 * x);
        if let Some(price) = self.opening_price {
            writeln!(out, "opening_price = {price}").unwrap();
        }
        if self.growth != (0.0, 0.0) {
            let (expansion, contraction) = self.growth;
            let (expansion, contraction) = (per_month(expansion), per_month(contraction));
            writeln!(out, "expansion = {expansion}\ncontraction = {contraction}").unwrap();
        }
        if let Some(visits) = self.visits {
            write!(out, "visits = \"{visits} per month\"\n[purchase]\nmodel = \"visits\"\n")
                .unwrap();
        }
        match self.churn {
            Churn::Constant(rate) => write!(
                out,
                "[churn]\nmodel = \"constant\"\nrate = \"{}% per month\"\n",
                100.0 * rate
            ),
            Churn::Beta(alpha, beta) => {
                write!(out, "[churn]\nmodel = \"beta-geometric\"\nalpha = {alpha}\nbeta = {beta}\n")
            }
        }
        .unwrap();
        out += "[churn.reasons]\n";
        for (place, weight) in self.reasons.iter().enumerate() {
            let service = self.complaints.is_some() && place + 1 == self.reasons.len();
            let name = if service { "service".to_owned() } else { format!("r{place}") };
            writeln!(out, "{name} = {}", share(*weight)).unwrap();
        }
        writeln!(
            out,
            "[[channels]]\nid = \"ads\"\ncustomers = {}\ncost_per_customer = {}\nfixed_per_month = {}",
            self.joiners, self.cost_per_customer, self.pay
        )
        .unwrap();
        if let Some((month, times)) = self.season {
            let names = ["jan", "feb", "mar", "apr", "may", "jun"];
            writeln!(out, "seasonality = {{ {} = {times} }}", names[month]).unwrap();
        }
        let mut ids: Vec<&str> = Vec::new();
        if let Some(desk) = &self.desk {
            ids.push("desk");
            let reasons: Vec<String> =
                desk.reasons.iter().map(|reason| format!("r{reason}")).collect();
            let offers: Vec<String> = desk
                .offers
                .iter()
                .map(|o| {
                    format!(
                        "{{ name = \"offer\", share = {}, discount = {}, gift_cost = {}, lasts = \"{} months\" }}",
                        share(o.share), share(o.discount), o.gift_cost, o.lasts
                    )
                })
                .collect();
            let repeat =
                if desk.repeat == Repeat::AnyTime { "repeat = \"any-time\"\n" } else { "" };
            write!(
                out,
                "[[programmes]]\nid = \"desk\"\nkind = \"save-desk\"\nacts_on = {reasons:?}\nreach = {}\naccept = {}\n\
                 would_have_stayed = {}\nafter_save = {{ churn_multiplier = {}, fades_over = \"{} months\" }}\n{repeat}\
                 cost = {{ per_contact = {} }}\noffers = [{}]\n",
                share(desk.reach), share(desk.accept), share(desk.would_have_stayed), desk.multiplier,
                desk.fades_over, desk.per_contact, offers.join(", ")
            )
            .unwrap();
        }
        if let Some(nudge) = &self.nudge {
            ids.push("nudge");
            write!(
                out,
                "[[programmes]]\nid = \"nudge\"\nkind = \"proactive-offer\"\nacts_on = [\"r{}\"]\n\
                 target = {{ by = \"risk\", share = {} }}\ncontact = \"1 per month\"\neffect = {{ churn = {} }}\n\
                 cost = {{ per_contact = {} }}\n",
                nudge.reason, share(nudge.share), share(nudge.churn_effect), nudge.per_contact
            )
            .unwrap();
        }
        if let Some(recovery) = &self.recovery {
            ids.push("card");
            write!(
                out,
                "[[programmes]]\nid = \"card\"\nkind = \"payment-recovery\"\nacts_on = [\"r{}\"]\nreach = {}\nrecover = {}\n\
                 cost = {{ per_contact = {} }}\n",
                recovery.reason, share(recovery.reach), share(recovery.recover), recovery.per_contact
            )
            .unwrap();
        }
        if let Some(points) = &self.points {
            ids.push("club");
            write!(
                out,
                "[[programmes]]\nid = \"club\"\nkind = \"points\"\nmembership = {{ enrol = {} }}\nearn = {}\n\
                 redeem = {{ point_value = {} }}\nbreakage = {}\neffect = {{ churn = {}, selection = {} }}\n",
                share(points.enrol), points.per_money, points.point_value, share(points.breakage),
                share(points.churn_effect), share(points.selection)
            )
            .unwrap();
        }
        if let Some(own) = &self.complaints {
            ids.push("sorry");
            let ((v, r, k), (asked, resolved, quickly)) = (own.observed, own.answered);
            let [s0, s1, s2, s3] = own.stays.map(share);
            write!(
                out,
                "[quality]\nbad_event = \"{} per month\"\ntells_us = {}\nresolve = {{ share = {}, quickly = {} }}\n\
                 stays_if = {{ silent = {s0}, complained_unresolved = {s1}, resolved = {s2}, resolved_quickly = {s3} }}\n\
                 [[programmes]]\nid = \"sorry\"\nkind = \"complaint-recovery\"\nask_for_complaints = {{ tells_us = {} }}\n\
                 resolve = {{ share = {}, quickly = {} }}\ncost = {{ per_contact = {} }}\n\
                 offers = [{{ name = \"gift\", share = {}, gift_cost = {gift} }}, {{ name = \"back\", share = {}, refund = {gift} }}]\n",
                own.events, share(v), share(r), share(k), share(asked), share(resolved), share(quickly),
                own.per_contact, share(1.0 - own.refunded), share(own.refunded), gift = own.gift
            )
            .unwrap();
        }
        if let Some(referral) = &self.referral {
            ids.push("friends");
            write!(
                out,
                "[[programmes]]\nid = \"friends\"\nkind = \"referral\"\nadvocates = {}\ninvites = \"{} per month\"\nconvert = {}\n\
                 would_have_come = {}\nabuse = {}\nfriend_churn_multiplier = {}\nreward = {{ advocate = {{ costs_us = {} }} }}\n",
                share(referral.advocates), referral.invites, share(referral.convert), share(referral.would_have_come),
                share(referral.abuse), referral.multiplier, referral.reward
            )
            .unwrap();
        }
        if let Some(win_back) = &self.win_back {
            ids.push("letters");
            write!(
                out,
                "[[programmes]]\nid = \"letters\"\nkind = \"win-back\"\nwindow = \"{} months\"\nextra_return = {}\n\
                 second_life_churn_multiplier = {}\ncost = {{ per_contact = {} }}\n\
                 offers = [{{ name = \"back\", share = \"100%\", discount = {}, lasts = \"{} months\" }}]\n",
                win_back.window, share(win_back.extra_return), win_back.multiplier, win_back.per_contact,
                share(win_back.discount), win_back.lasts
            )
            .unwrap();
        }
        if let Some(card) = &self.card {
            ids.push("card");
            out += &card.text();
        }
        if let Some(own) = &self.birthday {
            ids.push("birthday");
            write!(
                out,
                "[[programmes]]\nid = \"birthday\"\nkind = \"birthday\"\nknown_birthdays = {}\nredeem = {}\n\
                 extra_visit_share = {}\ngift = {{ costs_us = {} }}\ncost = {{ per_contact = {} }}\neffect = {{ churn = {} }}\n",
                share(own.known), share(own.redeem), share(own.extra_visit_share), own.gift,
                own.per_contact, share(own.churn_effect)
            )
            .unwrap();
        }
        if let Some(team) = &self.team {
            ids.push("team");
            write!(
                out,
                "[[programmes]]\nid = \"team\"\nkind = \"effect\"\nreach = {}\nstarts = 2026-{:02}-01\nstops = 2026-{:02}-01\n\
                 effect = {{ expansion = {}, contraction = {} }}\n",
                share(team.reach), team.from + 1, team.to + 1, per_month(team.expansion), per_month(team.contraction)
            )
            .unwrap();
        }
        if let Some(gifts) = &self.gifts {
            ids.extend(["day", "news", "loyal"]);
            out += &gifts.text();
        }
        // The churn observed is that of no programmes.
        write!(out, "[[strategies]]\nid = \"none\"\nprogrammes = []\n[[strategies]]\nid = \"firm\"\nprogrammes = {ids:?}\n").unwrap();
        out
    }
}
