//! The child side: serve one driver.
