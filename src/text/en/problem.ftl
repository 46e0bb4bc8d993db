# One sentence a problem code. `{ $fault }` is a few English words from the certificate reader.
problem-certificate-expired = expired { $days ->
    [one] 1 day
   *[other] { $days } days
} ago, on { $date }
problem-certificate-expiring = expires in { $days ->
    [one] 1 day
   *[other] { $days } days
}, on { $date }
problem-certificate-not-yet-valid = not valid before { $date }
problem-certificate-revoked = { $reason }; revoked since { $date }
problem-certificate-suspended = suspended since { $date }
problem-revocation-unknown = it is not known whether it is revoked: { $reason }
problem-certificate-untrusted = no path to a trusted root: { $reason }
problem-private-key-missing = the private key of this certificate is not on the token
problem-certificate-orphan = no key of this certificate is on the token
problem-certificate-foreign = stored with the ID of a different key
problem-certificate-malformed = not a readable certificate: { $fault }
problem-certificate-field = { $field } cannot be read: { $fault }
problem-certificate-not-rfc5280 = { $field } does not conform to RFC 5280: { $fault }
problem-weak-key = weak key: { $key }
problem-weak-digest = weak hash: signed with { $digest }
problem-user-pin-count-low = at least one wrong user PIN since the last correct one
problem-user-pin-final-try = one more wrong user PIN locks the token
problem-user-pin-locked = the user PIN is locked
problem-user-pin-not-set = the user PIN has never been set
problem-user-pin-must-change = the user PIN must be changed before the token can be used
problem-so-pin-count-low = at least one wrong SO PIN since the last correct one
problem-so-pin-final-try = one more wrong SO PIN locks it for good
problem-so-pin-locked = the SO PIN is locked
problem-so-pin-must-change = the SO PIN must be changed
problem-driver-failed = the driver does not work: { $failure }
problem-card-not-recognised = no driver recognises the card in reader { $reader }; its driver may be missing
problem-slot-failed = a slot could not be read: { $failure }
problem-object-unreadable = an object could not be read: { $call } failed with { $ckr }
problem-object-unreadable-means = an object could not be read: { $meaning } ({ $ckr } from { $call })
problem-token-flag-missing = the driver does not set { $flag }, although the token can be read
problem-certificate-elsewhere = the token holds only the address of a certificate, { $url }
problem-certificate-without-value = a certificate on the token is empty
problem-object-unreadable-plain = an object could not be read
problem-text-not-utf8 = the text `{ $field }` is not valid UTF-8 and is shown repaired
problem-key-bits = { $type } { $bits } bits
problem-key-on-several-tokens = its key, or a copy of its certificate, is also on { $tokens }
problem-field = “{ $title }” (`{ $field }`)
problem-field-alone = `{ $field }`
