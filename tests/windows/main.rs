//! The program as Windows runs it, started by `check-windows.sh` under wine; the same tests run on a real Windows.
//!
//! `TOKENCTL_WINDOWS_FIXTURES` names a folder with `softhsm2.dll`, `fault.dll`, the small modules of this folder, the
//! demo tokens and what the program said of them on Linux. Pitfall: one prefix, so one registry and one System32, is
//! shared by all tests; who writes there takes names that no other test looks for.

#![cfg(windows)]

mod discovery;
mod faults;
mod loading;
mod pin;
mod rig;
mod softhsm;
mod streams;
