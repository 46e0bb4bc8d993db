# What every run may say: errors, hints, remarks.
run-error = error: { $sentence }
run-cause = caused by: { $sentence }
run-hint = hint: { $hint }
run-other = { $words }
run-unknown = something went wrong, and nobody said what
run-bug-hint = this is a fault of tokenctl: please report it with the command you gave and its output with `-v`, without any PIN
run-interrupted = cancelled
run-reading = reading tokens
run-reading-from = reading tokens: waiting for { $drivers }
run-driver-failed = `{ $path }` could not be read in full, so tokens may be missing here: { $failure }
run-added = `{ $path }` now holds { $tokens ->
    [one] 1 token
   *[other] { $tokens } tokens
}
run-check-no-token = no token to check
run-no-certificate-at-all = there is no certificate on the selected tokens
run-no-certificate = no certificate matches `{ $wanted }`; there are: { $seen }
run-no-certificate-hint = name one by the beginning of its SHA-256, by its serial number, id or label; `tokenctl cert list --format json` shows them
run-several-certificates = several certificates match: { $matching }
run-several-certificates-hint = name one by the beginning of its SHA-256
run-saved-missing = there is no file `{ $path }`
run-saved-unreadable = `{ $path }` cannot be read: { $fault }
run-saved-too-long = `{ $path }` is longer than any inventory
run-softhsm-hint = SoftHSM says so where its configuration or its token folder is missing: is `SOFTHSM2_CONF` set to an existing file?
run-no-object = the selected tokens hold no object with these attributes
