//! Errors of whatever fetches or trusts: addresses, evidence, the store of trusted certificates.

use super::{Area, drivers, samples};
use crate::commands::trust::TrustError;
use crate::commands::verify::VerifyError;
use crate::domain::selector::Which;
use crate::http::HttpError;

pub(super) fn area() -> Area {
    Area::default().with::<HttpError>().with::<VerifyError>().with::<TrustError>()
}

const DIGEST: &str = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

fn address() -> String {
    "http://ca.example.gov.vn/crl/ca.crl".to_owned()
}

samples!(HttpError {
    Self::Https => [Self::Https],
    Self::BadAddress => [Self::BadAddress],
    Self::PrivateAddress => [Self::PrivateAddress],
    Self::NoSuchHost => [Self::NoSuchHost],
    Self::NoConnection(_) => [
        Self::NoConnection("Connection refused (os error 111)".to_owned()),
    ],
    Self::EndedEarly => [Self::EndedEarly],
    Self::TimedOut => [Self::TimedOut],
    Self::TooLong => [Self::TooLong],
    Self::Status(_) => [Self::Status(404)],
    Self::NotHttp => [Self::NotHttp],
    Self::TooManyRedirects => [Self::TooManyRedirects],
});

samples!(VerifyError {
    Self::NothingToVerify(_) => [Self::NothingToVerify(Which::default()), Self::NothingToVerify(drivers())],
    Self::NoCertificate(_) => [Self::NoCertificate("Công văn 12.pdf".to_owned())],
    Self::NoList(_) => [Self::NoList("ca.crl".to_owned())],
    Self::NoSignature(_) => [Self::NoSignature("Công văn 12.pdf".to_owned())],
    Self::TooManySignatures(_) => [Self::TooManySignatures("Công văn 12.pdf".to_owned())],
    Self::ContentMissing(_) => [Self::ContentMissing("Công văn 12.p7s".to_owned())],
    Self::Proxy { .. } => [
        Self::Proxy { fault: Box::new(HttpError::Https) },
        Self::Proxy { fault: Box::new(HttpError::BadAddress) },
        Self::Proxy { fault: Box::new(HttpError::NoSuchHost) },
    ],
});

samples!(TrustError {
    Self::NoFolder => [Self::NoFolder],
    Self::FingerprintDiffers { .. } => [Self::FingerprintDiffers { found: DIGEST.to_owned() }],
    Self::FingerprintNotNamed { .. } => [
        Self::FingerprintNotNamed { found: DIGEST.to_owned(), file: "root.cer".to_owned() },
        Self::FingerprintNotNamed { found: DIGEST.to_owned(), file: "Chứng thư gốc.cer".to_owned() },
    ],
    Self::Unreadable(_) => [Self::Unreadable("root.cer".to_owned())],
    Self::NotThere(_) => [Self::NotThere("9f86d081".to_owned())],
    Self::Several(_) => [Self::Several("9f86d081".to_owned())],
    Self::SharedFile(_) => [Self::SharedFile("/home/an/.config/tokenctl/trust/roots.pem".to_owned())],
    Self::NotRemoved(..) => [
        Self::NotRemoved("/etc/tokenctl/trust/root.cer".to_owned(), "Permission denied (os error 13)".to_owned()),
    ],
    Self::NotFetched { .. } => [
        Self::NotFetched { url: address(), fault: Box::new(HttpError::TimedOut) },
        Self::NotFetched { url: address(), fault: Box::new(HttpError::PrivateAddress) },
        Self::NotFetched { url: address(), fault: Box::new(HttpError::NoConnection("reset".to_owned())) },
    ],
    Self::NothingFetched(_) => [Self::NothingFetched(address())],
});
