# Conflicts between merged inventories. `subject` is a serial, a certificate's SHA-256 or a driver's path.
merge-same-serial = Token serial `{ $subject }` appears in `{ $kept }` and in `{ $others }`; nothing proves that it is the same token, so both are kept
merge-certificate-on-two-tokens = The same certificate (`{ $subject }`) is on tokens with different serials: `{ $kept }` and `{ $others }`
merge-holder-changed = Token `{ $subject }` now holds the certificate of `{ $kept }`; an older inventory shows `{ $others }`
merge-label-changed = Token `{ $subject }` now has the label `{ $kept }`; an older inventory shows `{ $others }`
merge-weak-identity = The token in `{ $kept }` has no distinguishing serial and no certificate; it was treated as the same one because everything else matches
merge-driver-status-differs = Driver `{ $subject }` ended as `{ $kept }` in the newest inventory and as `{ $others }` in an older one
