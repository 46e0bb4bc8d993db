# Initialising a token.
init-lost = warning: everything on { $token } will be lost for good ({ $keys ->
    [one] 1 key
   *[other] { $keys } keys
} and { $certificates ->
    [one] 1 certificate
   *[other] { $certificates } certificates
} visible without a login, and whatever is visible only after one); its label will be { $label }
init-now = Now
init-result-initialized = initialised
init-prompt-so-pin = First SO PIN of { $token }:
init-barred = { $token } cannot be initialised: { $why }; nothing was sent
init-barrier-blocks-pin = on a YubiKey this call deliberately locks PIN and PUK and resets the application; use `ykman piv reset`
init-barrier-vendor-structure = through OpenSC it writes a structure that the vendor's driver cannot read, which makes the token unusable; use the vendor's tool
init-barrier-other-tools = this kind of card or database is not initialised through PKCS#11
init-in-use = certificates on { $token } are still valid ({ $holders }); nothing was sent
init-contents-unread = { $token } could not be read completely ({ $failure }), so it may hold a certificate that is still valid; nothing was sent
init-not-found-again = the token was initialised, but there is not exactly one token labelled { $token } now; it has no user PIN yet
init-hint-destroy = `--destroy-valid` initialises it anyway; the keys are lost for good
init-error-label-long = `{ $value }` takes { $octets } bytes, but a token has room for 32; a letter with diacritics takes two or three
