//! Where secrets come from: prompt, file, standard input, environment, or made up on the spot.
//!
//! No option takes a secret's value. Everything doubtful in a file is refused before any call, because a PIN
//! with a stray byte costs a try. Imports `domain`; what it reads from is handed in, so that tests script it.

mod file;
mod generate;
mod keep;
mod list;
mod new_pin;
mod parse;
mod situation;
mod source;

pub use generate::{GenerateError, OperatingSystemRandom, Random, generate};
pub use keep::{KeepError, PinFile};
pub use new_pin::{Judge, NewPinError};
pub use parse::parse;
pub use situation::{Origin, SecretError};
pub use source::{ReadSecret, SecretRequest, SecretSource, Sources, check_sources};

pub use crate::domain::secret::{Role, Secret};
