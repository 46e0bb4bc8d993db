//! Blocks of labelled values, for `show`.

use unicode_width::UnicodeWidthStr;

use super::{Cell, Style, Tint, layout};

/// A heading and labelled values under it, the values aligned.
#[derive(Debug, Clone, Default)]
pub struct Block {
    rows: Vec<(String, Cell)>,
}

impl Block {
    /// An empty block.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a value under its label; an empty label continues the previous value.
    pub fn row(&mut self, label: impl Into<String>, value: Cell) {
        self.rows.push((label.into(), value));
    }

    /// Draws the block, indented by two; continued lines are aligned with the value.
    pub fn render(&self, style: &Style) -> String {
        let label_width = self.rows.iter().map(|(label, _)| label.width()).max().unwrap_or(0);
        let room = style.width.map_or(usize::MAX, |width| usize::from(width).saturating_sub(label_width + 4).max(20));
        let mut lines = Vec::new();
        for (label, value) in &self.rows {
            for (position, piece) in layout::wrap(value.text(), room).iter().enumerate() {
                let label = if position == 0 { label.as_str() } else { "" };
                let padding = " ".repeat(label_width.saturating_sub(label.width()) + 2);
                let value = value.tint.paint(piece, style.color);
                lines.push(format!("  {}{padding}{value}", Tint::Dim.paint(label, style.color)));
            }
        }
        layout::finish(&lines)
    }
}
