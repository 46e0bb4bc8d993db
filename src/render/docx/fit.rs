//! The type size and column widths of the list, chosen so that a short list and its letter fit on one page.
//!
//! Pitfall: this estimates what a word processor will do. The estimate is made twice: with the characters of a computer
//! without Times, which need more room, and if they do not fit, with Times itself.

use super::letter::{self, Heights};
use super::metrics::{Font, Measured, Weight};
use super::sheet::{ACROSS, Sheet, UPRIGHT};
use crate::domain::form::{Dossier, FormCell, FormColumn, FormDefinition};

/// The width of a cell besides its text: its margins and a line.
const ROOM: usize = 170;
/// The height of a row besides its lines.
const ROW_ROOM: usize = 32;
/// The smallest font size that is easy to read, and the smallest of all.
const SMALL: usize = 9;
const SMALLEST: usize = 8;
/// Longer lists cannot fit on a page; only this many of their rows are measured.
const SHORT: usize = 40;
/// The room for the signature, at least and at most: a signature and a seal.
const GAP: (usize, usize) = (480, 1_300);
/// The same in letters of several pages.
const LONG_GAP: usize = 890;
/// The tolerance of the estimate.
const SLACK: usize = 160;

/// The layout of the list.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Layout {
    /// The orientation of the sheet.
    pub(super) sheet: &'static Sheet,
    /// Its font size in points.
    pub(super) size: usize,
    /// The widths of its columns, in twentieths of a point.
    pub(super) widths: Vec<usize>,
    /// The room for the signature.
    pub(super) gap: usize,
    /// Whether all of the letter is on one page.
    pub(super) is_short: bool,
}

/// The layout of a letter's list: one page if possible, otherwise the fewest; landscape unless portrait is better.
pub(super) fn layout(dossier: &Dossier, form: &FormDefinition) -> Layout {
    let largest = if form.columns.len() > 8 { 11 } else { 12 };
    let fitters = [&ACROSS, &UPRIGHT].map(|sheet| Fitter::new(dossier, form, sheet));
    if dossier.rows.len() <= SHORT {
        let readable = || fitters.iter().find_map(|fitter| fitter.on_one_page(SMALL..=largest));
        let small = || fitters.iter().find_map(|fitter| fitter.on_one_page(SMALLEST..=SMALLEST));
        if let Some(found) = readable().or_else(small) {
            return found;
        }
    }
    // Of equals the first is taken: the larger font, and landscape before portrait.
    let long =
        fitters.iter().flat_map(|fitter| (SMALL..=largest.min(10)).rev().filter_map(|size| fitter.on_pages(size)));
    let fewest = long.min_by_key(|(pages, _)| *pages).map(|(_, layout)| layout);
    fewest.unwrap_or_else(|| {
        let [across, _] = &fitters;
        across.on_pages(SMALLEST).map_or_else(|| across.squeezed(), |(_, layout)| layout)
    })
}

/// A list and its letter on one orientation of sheet.
struct Fitter {
    sheet: &'static Sheet,
    wide: Needs,
    times: Needs,
}

impl Fitter {
    fn new(dossier: &Dossier, form: &FormDefinition, sheet: &'static Sheet) -> Self {
        let [wide, times] = [Font::Wide, Font::Times].map(|font| Needs::of(dossier, form, font, sheet));
        Self { sheet, wide, times }
    }

    /// The largest of these sizes with which all of the letter is on one page.
    fn on_one_page(&self, sizes: std::ops::RangeInclusive<usize>) -> Option<Layout> {
        let of_size = |needs: &Needs, whole: &Needs, size: usize| {
            let widths = needs.solved(size, whole)?;
            let height = needs.around.before + needs.around.after + needs.height(size, &widths) + SLACK;
            let left = self.sheet.height.checked_sub(height + GAP.0)?;
            // An excess in Times alone stays: if Times is missing, all of it is needed.
            let gap = if needs.font == Font::Wide { (GAP.0 + left).min(GAP.1) } else { GAP.0 + left / 4 };
            Some(Layout { sheet: self.sheet, size, widths, gap: gap.min(GAP.1), is_short: true })
        };
        // Words are kept whole in the wide font as well, as long as the page has room for that.
        let ways = [(&self.wide, &self.wide), (&self.times, &self.wide), (&self.times, &self.times)];
        ways.into_iter().find_map(|(needs, whole)| sizes.clone().rev().find_map(|size| of_size(needs, whole, size)))
    }

    /// The number of pages of the letter in this size, with the widths that make it the shortest.
    fn on_pages(&self, size: usize) -> Option<(usize, Layout)> {
        let widths = [&self.wide, &self.times].into_iter().filter_map(|whole| self.times.solved(size, whole));
        let (pages, widths) =
            widths.map(|widths| (self.times.pages(size, &widths), widths)).min_by_key(|(pages, _)| *pages)?;
        Some((pages, Layout { sheet: self.sheet, size, widths, gap: LONG_GAP, is_short: false }))
    }

    /// Whether words are too wide for the sheet.
    fn squeezed(&self) -> Layout {
        let widths = self.wide.squeezed(SMALLEST);
        Layout { sheet: self.sheet, size: SMALLEST, widths, gap: LONG_GAP, is_short: false }
    }
}

/// The space that the columns need in one font.
struct Needs {
    font: Font,
    sheet: &'static Sheet,
    /// The heights before and after the list.
    around: Heights,
    columns: Vec<Need>,
    /// Groups have a separate heading row.
    heading_rows: usize,
    rows: usize,
}

/// The space that one column needs, in thousandths of the size.
struct Need {
    title: Measured,
    cells: Vec<Measured>,
    /// The widest word of all rows.
    least: usize,
}

impl Needs {
    fn of(dossier: &Dossier, form: &FormDefinition, font: Font, sheet: &'static Sheet) -> Self {
        let step = dossier.rows.len().div_ceil(SHORT).max(1);
        let need = |column: &FormColumn| {
            let cells = || dossier.rows.iter().map(|row| row.cells.get(&column.key).map_or("", FormCell::text));
            let measured = |text: &str| Measured::new(font, Weight::Plain, text, false);
            let title = Measured::new(font, Weight::Bold, &column.title, true);
            let word = cells().map(|text| measured(text).word()).max().unwrap_or(0);
            Need { cells: cells().step_by(step).map(measured).collect(), least: word.max(title.word()), title }
        };
        let mut columns: Vec<Need> = form.columns.iter().map(need).collect();
        let mut first = 0;
        for run in form.header_runs() {
            // The title above a group stays on one line.
            let group = run.first().and_then(|column| column.group.as_deref());
            let wanted = group.map_or(0, |group| font.thousandths(Weight::Bold, group));
            let of_group = columns.get_mut(first..first + run.len()).unwrap_or_default();
            let lacking = wanted.saturating_sub(of_group.iter().map(|need| need.least).sum());
            let share = lacking.div_ceil(run.len().max(1));
            for need in of_group {
                need.least += share;
            }
            first += run.len();
        }
        let around = letter::heights(dossier, form, font, sheet);
        Self { font, sheet, around, columns, heading_rows: usize::from(form.has_groups()), rows: dossier.rows.len() }
    }

    /// The widths that make the list the shortest, and in which no word of `whole` breaks; `None` if there are none.
    fn solved(&self, size: usize, whole: &Self) -> Option<Vec<usize>> {
        let least: Vec<usize> = whole.columns.iter().map(|need| in_twips(need.least, size)).collect();
        if least.iter().sum::<usize>() > self.sheet.width {
            return None;
        }
        let mut best: Option<(usize, Vec<usize>)> = None;
        for lines in 1..=8 {
            let of_cells: Vec<usize> = self.columns.iter().map(|need| in_twips(need.cells_in(lines), size)).collect();
            for lines_of_title in 2..=6 {
                let of_titles = self.columns.iter().map(|need| in_twips(need.title.width_for(lines_of_title), size));
                let widths: Vec<usize> = of_titles
                    .zip(&of_cells)
                    .zip(&least)
                    .map(|((title, cells), least)| title.max(*cells).max(*least))
                    .collect();
                if widths.iter().sum::<usize>() > self.sheet.width {
                    continue;
                }
                let widths = self.spread(widths, size);
                let height = self.height(size, &widths);
                if best.as_ref().is_none_or(|(lowest, _)| height < *lowest) {
                    best = Some((height, widths));
                }
            }
        }
        Some(best.map_or_else(|| self.spread(least, size), |(_, widths)| widths))
    }

    /// Distributes the remaining width: first what the longest lines of the columns need, then in proportion.
    fn spread(&self, mut widths: Vec<usize>, size: usize) -> Vec<usize> {
        let left = self.sheet.width.saturating_sub(widths.iter().sum());
        let wish =
            |need: &Need, width: usize| in_twips(need.whole(), size).min(self.sheet.width / 3).saturating_sub(width);
        let wishes: Vec<usize> = self.columns.iter().zip(&widths).map(|(need, width)| wish(need, *width)).collect();
        let wished = wishes.iter().sum::<usize>();
        for (width, wish) in widths.iter_mut().zip(wishes) {
            *width += if wished <= left { wish } else { wish * left / wished.max(1) };
        }
        in_proportion(widths, self.sheet.width)
    }

    /// If not even the words fit, the widest columns shrink, so that addresses stay whole beside an endless name.
    fn squeezed(&self, size: usize) -> Vec<usize> {
        let least: Vec<usize> = self.columns.iter().map(|need| in_twips(need.least, size)).collect();
        let within = |cap: usize| least.iter().map(|width| *width.min(&cap)).collect::<Vec<_>>();
        let (mut low, mut high) = (0, self.sheet.width);
        while low + 1 < high {
            let middle = usize::midpoint(low, high);
            if within(middle).iter().sum::<usize>() <= self.sheet.width { low = middle } else { high = middle }
        }
        in_proportion(within(low), self.sheet.width)
    }

    /// The height of the whole list, in twentieths of a point.
    fn height(&self, size: usize, widths: &[usize]) -> usize {
        let heights = self.heights(size, widths);
        let looked_at = heights.rows.len();
        heights.heading + heights.rows.iter().sum::<usize>() * self.rows / looked_at.max(1)
    }

    /// The number of pages of the letter: no row is split, the signature is with the last one, and headings repeat.
    fn pages(&self, size: usize, widths: &[usize]) -> usize {
        let heights = self.heights(size, widths);
        let room = self.sheet.height.saturating_sub(heights.heading + SLACK);
        let mut left = room.saturating_sub(self.around.before);
        let mut pages = 1;
        let step = self.rows.div_ceil(heights.rows.len().max(1)).max(1);
        for row in 0..self.rows {
            let own = heights.rows.get(row / step).copied().unwrap_or(0);
            let tail = if row + 1 == self.rows { self.around.after + LONG_GAP } else { 0 };
            if own + tail > left {
                pages += 1;
                left = room;
            }
            left = left.saturating_sub(own + tail);
        }
        pages
    }

    fn heights(&self, size: usize, widths: &[usize]) -> RowHeights {
        let within: Vec<usize> = widths.iter().map(|width| width.saturating_sub(ROOM) * 50 / size).collect();
        let line = self.font.line(size);
        let pairs = || self.columns.iter().zip(&within);
        let heading = pairs().map(|(need, width)| need.title.lines(*width)).max().unwrap_or(1) + self.heading_rows;
        let looked_at = self.columns.first().map_or(0, |need| need.cells.len());
        let lines_of = |row: usize| {
            let cells = pairs().filter_map(|(need, width)| Some(need.cells.get(row)?.lines(*width)));
            cells.max().unwrap_or(1)
        };
        RowHeights {
            heading: heading * line + (1 + self.heading_rows) * ROW_ROOM,
            rows: (0..looked_at).map(|row| lines_of(row) * line + ROW_ROOM).collect(),
        }
    }
}

/// The height of the list's heading and of each measured row.
struct RowHeights {
    heading: usize,
    rows: Vec<usize>,
}

impl Need {
    /// The width in which every cell has at most this many lines.
    fn cells_in(&self, lines: usize) -> usize {
        self.cells.iter().map(|cell| cell.width_for(lines)).max().unwrap_or(0)
    }

    /// The widest line.
    fn whole(&self) -> usize {
        self.cells.iter().map(Measured::line).max().unwrap_or(0)
    }
}

/// Thousandths of a size as the width of a column.
fn in_twips(thousandths: usize, size: usize) -> usize {
    (thousandths * size).div_ceil(50) + ROOM
}

/// Scales widths to the width of the page.
fn in_proportion(mut widths: Vec<usize>, page: usize) -> Vec<usize> {
    let all = widths.iter().sum::<usize>().max(1);
    for width in &mut widths {
        *width = *width * page / all;
    }
    // The last gets the remainder of the rounding.
    let left = page.saturating_sub(widths.iter().sum());
    if let Some(last) = widths.last_mut() {
        *last += left;
    }
    widths
}

/// A text whose addresses begin a new line if they would otherwise be broken at a hyphen.
pub(super) fn with_addresses_whole(text: &str, width: usize, size: usize) -> String {
    let fits = |line: &str| Font::Wide.width(Weight::Plain, line, size) + ROOM <= width;
    let kept = |line: &str| match line.rsplit_once(' ') {
        Some((label, address)) if address.contains('@') && address.contains('-') && !fits(line) => {
            format!("{label}\n{address}")
        }
        _ => line.to_owned(),
    };
    text.split('\n').map(kept).collect::<Vec<_>>().join("\n")
}
