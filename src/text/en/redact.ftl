# Reports without people.
redact-error-certificate = a certificate cannot be exported with `--redact`: its bytes contain the name
redact-error-csr = a certificate request cannot be written with `--redact`: its bytes contain the name
redact-hint-csr = `--format json --redact` shows the rest of it
redact-hint-certificate = `tokenctl cert show --redact` shows the rest of it
redact-error-staff = a staff list cannot be written with `--redact`: its rows are people
redact-hint-staff = run `tokenctl roster template` without `--redact`
redact-error-letter = a letter cannot be written with `--redact`: without names it requests nothing
redact-hint-letter = `--format xlsx` or `--format table` shows the redacted list
redact-error-saved = `--add-to` cannot be used with `--redact`: pseudonyms mean nothing in a saved inventory
redact-hint-saved = write a separate redacted inventory with `--output FILE.json`
redact-log-left-out = note: { $lines ->
    [one] one line that { $driver } printed was left out
   *[other] { $lines } lines that { $driver } printed were left out
} because of `--redact`
