//! The forms that officers file, as data.
