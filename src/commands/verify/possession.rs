//! `verify --possession`: verifies one token's certificates and proves their private keys.
//!
//! Pitfall: everything that can be refused is refused by the verification, which asks for no PIN; the login comes last.

use super::{Basis, VerifyError, VerifyRequest, run};
use crate::commands::pin::{Desk, possession, read_objects};
use crate::commands::select::one_token;
use crate::domain::phrase::Phrase;
use crate::domain::raised;
use crate::interact::secret::SecretSource;
use crate::report::inventory::{Inventory, Pairing, Summary};
use crate::report::verify::VerifyReport;
use crate::report::{Envelope, Kind};

/// Verifies the certificates of the one selected token, then asks for the PIN once and has each key sign.
pub fn with_possession(
    desk: &mut Desk<'_, '_>,
    basis: &Basis,
    pin: &SecretSource,
) -> raised::Result<(VerifyReport, Vec<Phrase>)> {
    let mut chosen = one_token(desk.context)?;
    let Some(token) = read_objects(desk.context, &mut chosen) else {
        desk.context.refuse_interrupted()?;
        return Err(VerifyError::NothingToVerify(desk.context.same_drivers()).into());
    };
    let inventory = Inventory {
        envelope: Envelope::new(Kind::Inventory, desk.context.now),
        drivers: Vec::new(),
        tokens: vec![token],
        summary: Summary::default(),
        unread: Vec::new(),
    };
    let (mut report, remarks) = run(desk.context, &VerifyRequest { files: &[], inventory: Some(&inventory), basis })?;
    let certificates = || inventory.tokens.iter().flat_map(|token| &token.certificates);
    // The same certificate may be there twice, once with its key and once without.
    let asked = report.results.iter().map(|result| {
        let same = certificates().filter(|certificate| certificate.sha256 == result.sha256);
        same.min_by_key(|certificate| certificate.pairing != Pairing::Current)
    });
    let asked: Vec<_> = asked.collect();
    let certificates: Vec<_> = asked.iter().copied().flatten().collect();
    let mut proved = possession(desk, &chosen, &certificates, pin)?.into_iter();
    for (result, _) in report.results.iter_mut().zip(&asked).filter(|(_, asked)| asked.is_some()) {
        result.possession = proved.next().unwrap_or_default();
    }
    Ok((report, remarks))
}
