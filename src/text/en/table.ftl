# Titles, headings and remarks of tables.
table-holder = Holder
table-organization = Organisation
table-unit = Unit
table-job-title = Title
table-place = Place
table-identifier = Identifier
table-email = E-mail
table-subject = Subject
table-issuer = Issuer
table-label = Label
table-id = ID
table-certificate = Certificate
table-certificates = Certificates
table-serial-number = Certificate serial
table-not-before = Valid from
table-not-after = Valid until
table-days = Days left
table-validity = Validity
table-revocation = Revocation
table-not-checked = not checked
table-pairing = On token
table-private-key = Private key
table-key = Key
table-keys = Keys
table-signature = Signature
table-key-usage = Key usage
table-extended-key-usage = Extended key usage
table-policies = Policies
table-crl = CRL
table-ocsp = OCSP
table-ca-issuer = Issuer certificate
table-sha256 = SHA-256
table-token = Token
table-token-serial = Token serial
table-user-pin = User PIN
table-so-pin = SO PIN
table-pin-length = PIN length
table-pin-pad = PIN pad
table-write-protected = Write-protected
table-logged-in = Logged in
table-initialized = Initialised
table-model = Model
table-manufacturer = Manufacturer
table-firmware = Firmware
table-hardware = Hardware
table-reader = Reader
table-slot-number = Slot
table-driver = Driver
table-also-seen-by = Also seen by
table-also-at = also on { $token }, slot { $slot }, ID { $id }
table-also-at-without-id = also on { $token }, slot { $slot }
table-also-on = also on { $tokens }
table-also-on-and-more = also on { $tokens } and { $more } more
table-also-on-tokens = also on { $count } more tokens
table-uri = URI
table-status = Status
table-found-by = Found by
table-library = Library
table-cryptoki = PKCS#11
table-slots = Slots
table-tokens = Tokens
table-small-host = a { $bits }-bit driver, run by `{ $host }`
table-load-time = Load time
table-class = Class
table-type = Type
table-uses = Usage
table-protection = Protection
table-mechanism = Mechanism
table-mechanisms = Mechanisms
table-key-size = Key size
table-severity = Severity
table-problem = Problem
table-problems = Problems
table-slot = slot { $slot }
table-sighting = { $driver }, slot { $slot }
table-lengths = { $least } to { $most }
table-pin = PIN: { $state }
table-sensitive = sensitive
table-not-sensitive = not sensitive
table-extractable = extractable
table-not-extractable = not extractable
table-asks-always = asks for the PIN each time
table-days-left = { $days ->
    [one] 1 day
   *[other] { $days } days
}
table-days-ago = { $days ->
    [one] 1 day ago
   *[other] { $days } days ago
}
table-with-days = { $state } ({ $days })
table-serial-with-validity = { $serial } ({ $validity })
table-sum-tokens = { $count ->
    [0] no token
    [one] 1 token
   *[other] { $count } tokens
}
table-sum-certificates = { $count ->
    [0] no certificate
    [one] 1 certificate
   *[other] { $count } certificates
}
table-sum-keys = { $count ->
    [0] no key seen
    [one] 1 key
   *[other] { $count } keys
}
table-sum-expired = { $count } expired
table-sum-expiring = { $count } expiring
table-sum-not-yet-valid = { $count } not yet valid
table-sum-locked = { $count ->
    [one] 1 token locked
   *[other] { $count } tokens locked
}
table-sum-drivers-failed = { $count ->
    [one] 1 driver failed
   *[other] { $count } drivers failed
}
table-driver-failure = { $driver }: { $failure }
table-uninitialized = { $count ->
    [one] 1 slot has a token that is not initialised
   *[other] { $count } slots have tokens that are not initialised
}
table-without-certificate = no certificate
table-no-drivers = No PKCS#11 driver was found
table-no-tokens = No token was found
table-no-keys = No key was found
table-no-certificates = No certificate was found
table-check-clean = Nothing to do
table-check-warnings = { $warnings ->
    [one] 1 warning
   *[other] { $warnings } warnings
}
table-check-critical = { $critical } critical
table-check-both = { $critical } critical, { $warnings ->
    [one] 1 warning
   *[other] { $warnings } warnings
}
table-within-dates = { $count } of { $all ->
    [one] 1 certificate is valid by date
   *[other] { $all } certificates are valid by date
}; revocation not checked
table-within-dates-judged = { $count } of { $all ->
    [one] 1 certificate is valid by date
   *[other] { $all } certificates are valid by date
}; { $effective } valid by path and revocation too
table-hint = hint: { $hint }
table-hint-check = { $count ->
    [one] 1 problem
   *[other] { $count } problems
}; `tokenctl check` shows the worst first
table-hint-login = not logged in, so private keys are not shown; add `--login` to see them
table-hint-module = name a driver with `--module PATH`
table-read-at = Read on
table-read-on = read { $day }
