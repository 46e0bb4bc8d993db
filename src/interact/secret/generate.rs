//! `--generate`: a random PIN that satisfies the policy and the token.
//!
//! Uniform over all conforming PINs of its length: characters are drawn without modulo bias, and a draw that misses a
//! character class is discarded as a whole instead of being corrected.

use zeroize::Zeroize;

use crate::domain::policy::{Alphabet, ContradictionError, Limits, Policy};
use crate::domain::secret::Secret;
use crate::domain::situation::{Class, Situation, Told};

/// Letters and digits that cannot be confused on paper: no 0 O o, 1 I l.
const ALPHABET: &[u8] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz";
/// The only characters that some cards accept.
const DIGITS: &[u8] = b"0123456789";
/// The length if policy and token allow it.
const USUAL_LENGTH: u64 = 12;
/// Draws before giving up. About two thirds of draws of 8 characters conform, so this is never reached by chance.
const DRAWS: usize = 10_000;

/// A source of random bytes.
pub trait Random {
    /// Fills the buffer.
    fn fill(&mut self, buffer: &mut [u8]) -> Result<(), GenerateError>;
}

/// The random number generator of the operating system.
#[derive(Debug, Clone, Copy, Default)]
pub struct OperatingSystemRandom;

impl Random for OperatingSystemRandom {
    fn fill(&mut self, buffer: &mut [u8]) -> Result<(), GenerateError> {
        getrandom::fill(buffer).map_err(GenerateError::Random)
    }
}

/// Why no PIN could be generated.
#[derive(Debug)]
pub enum GenerateError {
    /// The operating system returned no random bytes.
    Random(getrandom::Error),
    /// No PIN satisfies both policy and token.
    Impossible(ContradictionError),
    /// No draw satisfied the policy.
    Exhausted,
}

impl Situation for GenerateError {
    fn told(&self) -> Told {
        match self {
            Self::Random(error) => {
                Class::Failed.told("random-failed", "secret-random-failed").with("cause", error.to_string())
            }
            Self::Impossible(error) => error.told(),
            Self::Exhausted => Class::Failed.told("pin-generate-exhausted", "secret-generate-exhausted"),
        }
    }
}

crate::situation_error!(GenerateError);

/// Generates a PIN that satisfies `policy` and fits the token.
pub fn generate(policy: &Policy, limits: Limits, random: &mut dyn Random) -> Result<Secret, GenerateError> {
    policy.fits(limits).map_err(GenerateError::Impossible)?;
    let least = policy.min_length.max(3).max(limits.min.unwrap_or(0));
    let most = limits.max.unwrap_or(u64::MAX).max(least);
    let length = usize::try_from(USUAL_LENGTH.clamp(least, most)).unwrap_or(usize::MAX).min(255);
    let alphabet = match limits.alphabet {
        Alphabet::Any | Alphabet::KeyInHex => ALPHABET,
        Alphabet::Digits => DIGITS,
    };
    for _ in 0..DRAWS {
        let candidate = draw(alphabet, length, random)?;
        if policy.violations(&candidate, None, limits).is_empty() {
            return Ok(candidate);
        }
    }
    Err(GenerateError::Exhausted)
}

fn draw(alphabet: &[u8], length: usize, random: &mut dyn Random) -> Result<Secret, GenerateError> {
    // The largest multiple of the alphabet's size below 256; bytes above it would favour the first letters.
    let fair = 256_usize.saturating_sub(256_usize.checked_rem(alphabet.len()).unwrap_or(0));
    let mut secret = Secret::empty();
    let mut bytes = [0_u8; 64];
    while secret.length() < length {
        random.fill(&mut bytes)?;
        for byte in bytes.iter().map(|byte| usize::from(*byte)).filter(|byte| *byte < fair) {
            let letter = byte.checked_rem(alphabet.len()).and_then(|place| alphabet.get(place));
            if secret.length() < length
                && let Some(letter) = letter
            {
                secret.push(*letter);
            }
        }
    }
    bytes.zeroize();
    Ok(secret)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    /// Counts through all byte values repeatedly.
    struct Counting(u8);

    impl Random for Counting {
        fn fill(&mut self, buffer: &mut [u8]) -> Result<(), GenerateError> {
            for byte in buffer {
                *byte = self.0;
                self.0 = self.0.wrapping_add(1);
            }
            Ok(())
        }
    }

    #[test]
    fn every_made_up_pin_satisfies_the_policy_and_the_token() {
        let policy = Policy::default();
        let limits = Limits::sane(4, 8);
        for _ in 0..200 {
            let pin = generate(&policy, limits, &mut OperatingSystemRandom).unwrap();
            assert_eq!(pin.length(), 8, "the token's maximum is below the usual length");
            assert!(policy.violations(&pin, None, limits).is_empty(), "it must conform");
            assert!(pin.expose().iter().all(|letter| !b"0Oo1Il".contains(letter)), "no letter that is misread");
        }
    }

    #[test]
    fn a_card_of_digits_gets_as_many_digits_as_it_takes() {
        let piv = Limits::of(Alphabet::Digits, 6, 8);
        for _ in 0..200 {
            let pin = generate(&Policy::default(), piv, &mut OperatingSystemRandom).unwrap();
            assert_eq!(pin.length(), 8, "the greatest length");
            assert!(pin.expose().iter().all(u8::is_ascii_digit), "digits only");
        }
    }

    #[test]
    fn no_digit_is_favoured() {
        let mut counts = BTreeMap::new();
        // 250 usable bytes of each 256 that the source counts through.
        let drawn = draw(DIGITS, 250, &mut Counting(0)).unwrap();
        for digit in drawn.expose() {
            *counts.entry(*digit).or_insert(0) += 1;
        }
        assert!(counts.len() == 10 && counts.values().all(|count| *count == 25), "each equally often: {counts:?}");
    }

    #[test]
    fn no_letter_is_favoured() {
        let mut counts = BTreeMap::new();
        let drawn = draw(ALPHABET, ALPHABET.len() * 4, &mut Counting(0)).unwrap();
        for letter in drawn.expose() {
            *counts.entry(*letter).or_insert(0) += 1;
        }
        assert_eq!(counts.len(), ALPHABET.len(), "each letter occurs");
        assert!(counts.values().all(|count| *count == 4), "each equally often over all byte values: {counts:?}");
    }

    #[test]
    fn a_token_too_small_for_the_policy_is_said_so_instead_of_a_weaker_pin() {
        let result = generate(&Policy::default(), Limits::sane(4, 6), &mut OperatingSystemRandom);
        assert_eq!(result.expect_err("8 do not fit into 6").code(), "pin-policy-impossible", "no weaker PIN");
    }
}
