//! PKCS#11 URIs (RFC 7512): parser and printer.
