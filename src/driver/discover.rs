//! Which PKCS#11 modules this machine has.
