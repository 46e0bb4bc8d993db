//! Problems of a certificate's fields, at most one per field.
//!
//! Imports `tlv` and `domain::problem`. Pitfall: an unreadable field outweighs anything noted about it before.

use super::FieldProblem;
use crate::domain::problem::ProblemCode;
use crate::domain::tlv::{Fault, Quirks};

/// The maximum length of a fault text.
const MAX_FAULT: usize = 300;

/// The problems found so far.
#[derive(Debug, Default)]
pub(super) struct Problems(Vec<FieldProblem>);

impl Problems {
    /// The field could not be read.
    pub(super) fn unreadable(&mut self, field: &'static str, fault: impl Into<Fault>) {
        self.outweigh(ProblemCode::CertificateField, field, fault.into());
    }

    /// The certificate as a whole could not be walked.
    pub(super) fn malformed(&mut self, fault: impl Into<Fault>) {
        self.outweigh(ProblemCode::CertificateMalformed, "certificate", fault.into());
    }

    /// The value is not a certificate, unless a better reason is known.
    pub(super) fn no_certificate(&mut self) {
        if !self.0.iter().any(FieldProblem::is_malformed) {
            self.0.clear();
            self.malformed("not-a-certificate");
        }
    }

    /// Whether there is any.
    pub(super) fn is_any(&self) -> bool {
        !self.0.is_empty()
    }

    /// The field was read, although it breaks a rule.
    pub(super) fn note(&mut self, field: &'static str, fault: impl Into<Fault>) {
        let fault = fault.into();
        match self.of(field) {
            None => self.push(ProblemCode::CertificateNotRfc5280, field, fault.into_owned()),
            Some(problem) if problem.code == ProblemCode::CertificateNotRfc5280 => {
                if !problem.fault.split(' ').any(|known| known == fault) && problem.fault.len() < MAX_FAULT {
                    problem.fault.push(' ');
                    problem.fault.push_str(&fault);
                }
            }
            Some(_) => {}
        }
    }

    /// Notes every deviation recorded while the field was read.
    pub(super) fn note_quirks(&mut self, field: &'static str, quirks: &Quirks) {
        if quirks.is_empty() {
            return;
        }
        for quirk in quirks.take() {
            self.note(field, quirk.fault());
        }
    }

    /// Keeps a field that was read with the deviations found, or says why it could not be read.
    pub(super) fn settle<T>(&mut self, field: &'static str, quirks: &Quirks, read: Result<T, Fault>) -> Option<T> {
        match read {
            Ok(value) => {
                self.note_quirks(field, quirks);
                Some(value)
            }
            Err(fault) => {
                drop(quirks.take());
                self.unreadable(field, fault);
                None
            }
        }
    }

    /// Every problem; if the certificate is malformed, unreadable fields are only a consequence.
    pub(super) fn into_inner(mut self) -> Vec<FieldProblem> {
        if self.0.iter().any(|problem| problem.code == ProblemCode::CertificateMalformed) {
            self.0.retain(|problem| problem.code != ProblemCode::CertificateField);
        }
        self.0
    }

    fn outweigh(&mut self, code: ProblemCode, field: &'static str, fault: Fault) {
        match self.of(field) {
            None => self.push(code, field, fault.into_owned()),
            Some(problem) if problem.code == ProblemCode::CertificateNotRfc5280 => {
                problem.code = code;
                problem.fault = fault.into_owned();
            }
            Some(_) => {}
        }
    }

    fn of(&mut self, field: &'static str) -> Option<&mut FieldProblem> {
        self.0.iter_mut().find(|problem| problem.field == field)
    }

    fn push(&mut self, code: ProblemCode, field: &'static str, fault: String) {
        self.0.push(FieldProblem { code, field, fault });
    }
}
