//! The worklist's order: by deadline, then weight; and the month under which a deadline is listed.
//!
//! May import `domain` only. Pitfall: work without a deadline still matters; it comes last, not first.

use jiff::civil::Date;

use super::verdict::{Action, Advice, Reason};

/// The sort key of advice: overdue first, then by day, then by weight; without a deadline last.
pub fn order(advice: &Advice) -> (bool, Option<Date>, Action) {
    let date = advice.deadline.map(|deadline| deadline.date);
    (date.is_none(), date, advice.action)
}

/// How a worklist is grouped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum GroupBy {
    /// The month of the deadline.
    #[default]
    Month,
    /// The unit.
    Unit,
}

/// The month of a day, `2026-11`.
pub fn month_of(day: Date) -> String {
    day.strftime("%Y-%m").to_string()
}

/// Whether something has to be done or asked. A person who moved away counts: the receiving agency has to file.
pub fn is_work(advice: &Advice) -> bool {
    !matches!(advice.action, Action::Keep | Action::OtherCa) || advice.reason == Reason::Moved
}

/// Whether advice belongs to a worklist that looks this many days ahead; overdue and undated work always does.
pub fn is_within(advice: &Advice, days: Option<i64>) -> bool {
    match (days, advice.deadline) {
        (Some(days), Some(deadline)) => deadline.days <= days,
        (_, None) | (None, _) => true,
    }
}
