# Whether somebody can sign, and why.
cansign-class-can-sign = can sign
cansign-class-stops-soon = will soon be unable to
cansign-class-cannot-sign = cannot sign
cansign-class-unknown = unknown
cansign-valid = certificate valid by date
cansign-carried = SIM PKI or central signing, by the staff list
cansign-not-read = the token named in the staff list was not read
cansign-dates-unreadable = the dates of the certificate cannot be read
cansign-list-unsure = a decisive cell of the staff list cannot be read
cansign-device-lost = the token is lost
cansign-device-broken = the token is broken
cansign-key-suspect = the private key was exposed, or may have been
cansign-revoked = the certificate was revoked
cansign-suspended = the certificate is suspended
cansign-to-be-revoked = the certificate must be revoked: its holder has left
cansign-classes = Can sign: { $can }; will be unable to within { $days } days: { $soon }; cannot sign: { $cannot }; unknown: { $unknown }
