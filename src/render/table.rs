//! Tables for eyes.
