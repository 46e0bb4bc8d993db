# The store of trusted certificates.
trust-column-change = State
trust-column-subject = Certificate
trust-column-until = Valid until
trust-column-sha256 = SHA-256
trust-added = added
trust-removed = removed
trust-already-there = already there
trust-trusted = trusted
trust-store = { $count ->
    [0] Nothing here
    [one] 1 certificate
   *[other] { $count } certificates
}; the store is `{ $path }`
trust-no-folder = the folder of the config file is not known, so there is no place for the store
trust-differs = the certificate is not the one that is meant: its SHA-256 is { $digest }; nothing was added
trust-not-named = nothing was added: no fingerprint vouches for the certificate with SHA-256 { $digest }
trust-hint-name = compare it with what the CA published, then run `tokenctl trust add { $path } --fingerprint { $digest }`
trust-unreadable = `{ $path }` holds a certificate that breaks the standard; nothing was added
trust-not-there = no certificate in the store has a fingerprint that begins with { $digest }
trust-several = several certificates in the store have a fingerprint that begins with { $digest }
trust-hint-list = `tokenctl trust list` shows the fingerprints; at least 8 digits are needed
trust-shared = `{ $path }` holds other certificates as well; nothing was removed
trust-hint-add = fetch the file on another machine and run `tokenctl trust add FILE`
verify-trust-not-fetched = nothing came from { $url }: { $fault }
verify-nothing-fetched = what { $url } holds is not a certificate; nothing was added
