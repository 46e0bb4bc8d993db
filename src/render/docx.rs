//! Letters and forms.
