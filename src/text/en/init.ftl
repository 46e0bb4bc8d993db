# Initialising a token.
init-lost = careful: everything on { $token } will be lost for good ({ $keys ->
    [one] 1 key
   *[other] { $keys } keys
} and { $certificates ->
    [one] 1 certificate
   *[other] { $certificates } certificates
} that show without a login, and whatever shows after one only); it will be called { $label }
init-now = Now
init-result-initialized = initialised
init-prompt-so-pin = First SO PIN of { $token }:
init-barred = { $token } is not initialised here: { $why }; nothing was sent
init-barrier-blocks-pin = for a YubiKey that call locks PIN and PUK on purpose and resets the application; use `ykman piv reset`
init-barrier-vendor-structure = behind OpenSC it writes a structure that the vendor's driver does not know, and makes tokens useless to it; use the vendor's tool
init-barrier-other-tools = such a card or database is not initialised through PKCS#11
init-in-use = certificates on { $token } are in force ({ $holders }); nothing was sent
init-contents-unread = what is on { $token } could not be read whole ({ $failure }), so that a certificate in force may be on it; nothing was sent
init-not-found-again = the token was initialised, but no single token called { $token } is found now; it has no user PIN yet
init-hint-destroy = `--destroy-valid` initialises it all the same; the keys are lost for good
init-error-label-long = `{ $value }` takes { $octets } bytes, and a token has room for 32; letters with marks take two or three
