//! Verdicts: keep, renew, reissue, change, revoke, recover.
