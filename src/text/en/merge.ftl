# Conflicts between merged inventories. `subject` is a serial, a certificate's SHA-256 or a driver's path.
merge-same-serial = Serial `{ $subject }` is reported in `{ $kept }` and in `{ $others }`; nothing proves that it is one token, so both are kept
merge-certificate-on-two-tokens = One certificate (`{ $subject }`) is on tokens with different serials: `{ $kept }` and `{ $others }`
merge-holder-changed = Token `{ $subject }` now holds the certificate of `{ $kept }`; an older reading shows `{ $others }`
merge-label-changed = Token `{ $subject }` is now labelled `{ $kept }`; an older reading shows `{ $others }`
merge-weak-identity = The token in `{ $kept }` has no telling serial and no certificate; it was taken for the same one because all else agrees
merge-driver-status-differs = Driver `{ $subject }` ended as `{ $kept }` in the newest reading and as `{ $others }` in an older one
