# What every run may say: errors, hints, remarks.
run-error = error: { $sentence }
run-cause = caused by: { $sentence }
run-hint = hint: { $hint }
run-other = { $words }
run-unknown = unknown error
run-bug-hint = this is a bug in tokenctl: please report it with the command used and its output with `-v`, without any PIN
run-interrupted = cancelled
run-reading = reading tokens
run-reading-from = reading tokens: waiting for { $drivers }
run-driver-failed-why = `{ $path }`: { $failure }
run-driver-failed = `{ $path }` could not be read completely, so tokens may be missing: { $failure }
run-added = `{ $path }` now holds { $tokens ->
    [one] 1 token
   *[other] { $tokens } tokens
}
run-check-no-token = no token to check
run-no-certificate-at-all = the selected tokens hold no certificate
run-no-certificate-read = no certificate could be read from the selected tokens
run-no-certificate = no certificate matches `{ $wanted }`; found: { $seen }
run-no-certificate-and-more = no certificate matches `{ $wanted }`; found: { $seen }; and { $more } more
run-no-certificate-hint = give the beginning of its SHA-256, its serial, ID or label, or name its holder with `--token holder:NAME`; `tokenctl cert list{ $which } --format json` shows them
run-several-certificates = several certificates match: { $matching }
run-several-certificates-hint = give the beginning of the SHA-256 of one
run-saved-missing = `{ $path }` does not exist
run-saved-unreadable = `{ $path }` cannot be read: { $fault }
run-saved-too-long = `{ $path }` is too long
run-softhsm-hint = SoftHSM reports this if its configuration or its token folder is missing: is `SOFTHSM2_CONF` set to an existing file?
run-no-object-read = no object with these attributes is among what could be read
run-hint-login = add `--login`: the token shows this only after a login
run-no-object = the selected tokens hold no object with these attributes
