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
    [0] No certificates
    [one] 1 certificate
   *[other] { $count } certificates
}; the store is `{ $path }`
trust-no-folder = the folder of the config file is unknown, so the store has no place
trust-differs = this is a different certificate: its SHA-256 is { $digest }; nothing was added
trust-not-named = nothing was added: no fingerprint confirms the certificate with SHA-256 { $digest }
trust-hint-name = compare it with what the CA published, then run `tokenctl trust add { $path } --fingerprint { $digest }`
trust-not-removed = `{ $path }` could not be removed: { $fault }
trust-unreadable = `{ $path }` contains a certificate that breaks the standard; nothing was added
trust-not-there = no certificate in the store has a fingerprint that begins with { $digest }
trust-several = several certificates in the store have a fingerprint that begins with { $digest }
trust-hint-list = `tokenctl trust list` shows the fingerprints; at least 8 digits are needed
trust-shared = `{ $path }` contains other certificates as well; nothing was removed
trust-hint-add = fetch the file on another machine and run `tokenctl trust add FILE`
verify-trust-not-fetched = nothing was received from { $url }: { $fault }
verify-nothing-fetched = the content of { $url } is not a certificate; nothing was added
