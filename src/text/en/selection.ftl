# Which token is meant.
selection-empty = no token is named
selection-not-a-slot = `slot:` needs a slot number, such as `slot:0` or `slot:0x55b`
selection-hint-forms = name a token by `serial:…`, `label:…`, `reader:…`, `slot:…`, `holder:…`, `pkcs11:…`, or by its serial, label or holder alone
selection-no-token = no token was found
selection-none-saved = the saved inventories have no token
selection-no-match = { $count ->
    [one] no token matches `{ $selector }`; found: { $tokens }
   *[other] no token matches `{ $selector }`; found { $count }: { $tokens }
}
selection-several = `{ $selector }` matches { $count } tokens: { $tokens }
selection-several-there = one token is needed; found { $count }: { $tokens }
selection-uncertain = { $token } matches, but { $unread } could not be read and may hold another token that is meant; nothing was sent to any token
selection-renumbered = { $token } matches, but its driver serves each reader by itself for now, so that slots have other numbers; nothing was sent to any token
selection-hint-certain = name the token so that no other can be meant: `--token { $selector }`
selection-hint-choose = choose one, for example with `--token { $selector }`
selection-hint-driver-failed = `tokenctl driver list{ $which }` shows the state of each driver
selection-hint-driver-list = plug the token in, and check with `tokenctl driver list{ $which }` that its driver is found
selection-uri-not-pkcs11 = a PKCS#11 URI must begin with `pkcs11:`
selection-uri-too-long = the PKCS#11 URI is longer than { $limit } bytes
selection-uri-bad-character = the PKCS#11 URI has the character `{ $character }` at byte { $offset }, which must be percent-encoded
selection-uri-bad-percent = the PKCS#11 URI has a `%` at byte { $offset } without two hexadecimal digits
selection-uri-no-equals-sign = the PKCS#11 URI has no `=` in the attribute at byte { $offset }
selection-uri-bad-name = the PKCS#11 URI has an attribute without a valid name at byte { $offset }
selection-uri-not-utf8 = the attribute `{ $attribute }` of the PKCS#11 URI (byte { $offset }) is not UTF-8 once decoded
selection-uri-duplicate = the attribute `{ $attribute }` appears twice in the PKCS#11 URI (byte { $offset })
selection-uri-misplaced = the attribute `{ $attribute }` (byte { $offset }) is on the wrong side of the `?` in the PKCS#11 URI
selection-uri-bad-type = the attribute `{ $attribute }` (byte { $offset }) must be public, private, cert, secret-key or data
selection-uri-bad-version = the attribute `{ $attribute }` (byte { $offset }) must be a version, such as 2.40
selection-uri-bad-slot = the attribute `{ $attribute }` (byte { $offset }) must be a slot number
selection-uri-pin-value = a PIN must not be given on the command line: `pin-value` (byte { $offset } of the PKCS#11 URI) is refused
selection-uri-pin-command = a PKCS#11 URI must not run a program: `pin-source` with `|` (byte { $offset }) is refused
selection-uri-pin-source = `pin-source` (byte { $offset } of the PKCS#11 URI) must name a file on this computer
selection-uri-unknown-attribute = unknown attribute `{ $attribute }` in the PKCS#11 URI, which might narrow the choice
selection-hint-percent = write `{ $encoded }` instead
selection-hint-pin-file = give the PIN with `--pin-file FILE`, or let tokenctl ask for it
