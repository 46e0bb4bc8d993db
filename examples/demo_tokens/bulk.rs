//! Large sets for measuring: many tokens with one pair each, or one token with many pairs.
//!
//! Pitfall: the keys are lookalikes of one committed key; they cannot be used for signing.

use anyhow::Result;
use jiff::ToSpan;
use jiff::civil::Date;

use crate::authorities::{Authorities, Issuer, Leaf};
use crate::catalogue::{Object, Token, certificate};
use crate::certificate::Rdn;
use crate::keys::Pair;

/// Makes every pair of a set, one after another.
pub struct Mint {
    authorities: Authorities,
    pair: Pair,
    day: Date,
}

impl Mint {
    pub fn new(day: Date) -> Result<Self> {
        Ok(Self { authorities: Authorities::load()?, pair: Pair::load("bulk")?, day })
    }

    /// Token number `number` of a set of tokens with one pair each.
    pub fn token(&self, number: u32) -> Result<Token> {
        Ok(Token::new(&format!("Cán bộ {number:04}"), self.pair(number)?.into()))
    }

    /// One token with `count` pairs.
    pub fn crowded_token(&self, count: u32) -> Result<Token> {
        let mut objects = Vec::new();
        for number in 1..=count {
            objects.extend(self.pair(number)?);
        }
        Ok(Token::new("Nhiều chứng thư", objects))
    }

    fn pair(&self, number: u32) -> Result<[Object; 2]> {
        let name = format!("Cán bộ số {number:04}");
        let lookalike = self.pair.lookalike(number)?;
        let leaf = Leaf {
            issuer: Issuer::G1,
            serial: format!("10{number:06x}"),
            subject: vec![
                Rdn("C", "VN".to_owned()),
                Rdn("L", "Hà Nội".to_owned()),
                Rdn("O", "THÀNH PHỐ HÀ NỘI".to_owned()),
                Rdn("CN", name.clone()),
            ],
            email: Some(format!("canbo{number:04}@hanoi.gov.vn")),
            not_before: self.day.saturating_sub(365.days()).at(2, 15, 0, 0),
            not_after: self.day.saturating_add(1460.days()).at(16, 59, 59, 0),
            impossible_date: false,
        };
        let issued = self.authorities.issue_for(&leaf, lookalike.public_key_info);
        let id = number.to_be_bytes().to_vec();
        Ok([
            Object::Key { attributes: lookalike.attributes, id, label: name.clone(), public: true },
            certificate(issued, number, &name),
        ])
    }
}
