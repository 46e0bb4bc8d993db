//! The two orientations of an A4 sheet, and the width and height available for text.
//!
//! Pitfall: the margins are the smallest that Decree 30/2020 allows, so a list that does not fit here fits nowhere.

/// Top, right, bottom and left margins within the decree's bounds: 20, 15, 20 and 30 mm, in twentieths of a point.
pub(super) const MARGINS: (usize, usize, usize, usize) = (1_134, 850, 1_134, 1_701);

/// A sheet, in twentieths of a point.
#[derive(Debug, PartialEq)]
pub(super) struct Sheet {
    /// Width and height of the paper.
    pub(super) paper: (usize, usize),
    /// The width between the margins.
    pub(super) width: usize,
    /// The height between them.
    pub(super) height: usize,
    /// The dividing position of letterhead and signature.
    pub(super) halves: [usize; 2],
}

/// A4 landscape, for lists of many columns.
pub(super) const ACROSS: Sheet =
    Sheet { paper: (16_838, 11_906), width: 14_287, height: 9_638, halves: [7_200, 7_087] };

/// A4 portrait.
pub(super) const UPRIGHT: Sheet =
    Sheet { paper: (11_906, 16_838), width: 9_355, height: 14_570, halves: [3_655, 5_700] };
