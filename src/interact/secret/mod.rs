//! Where secrets come from: a prompt, a file, standard input, the environment, or a generator.
//!
//! No option takes a secret's value. Anything doubtful in a file is refused before any call, because a PIN with a stray
//! byte uses a try. Imports `domain`; the inputs are passed in, so that tests can script them.

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
