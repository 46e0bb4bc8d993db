# PINs: the policy for new ones, the states, what the return values mean.
pin-policy-refused = the new PIN is not accepted: { $violations }
pin-policy-and = { $first }; { $rest }
pin-policy-none = no reason given
pin-policy-too-short = it has { $length ->
        [one] one character
       *[other] { $length } characters
    }, but at least { $min } are required
pin-policy-too-short-for-token = it has { $length } bytes, but the token requires at least { $min }
pin-policy-too-long-for-token = it has { $length } bytes, but the token accepts at most { $max }
pin-policy-not-key-in-hex = it is not a key in hex (32, 48 or 64 digits 0-9, a-f), as this token requires
pin-policy-not-digits = it has characters other than digits, but the token accepts only digits
pin-policy-no-upper = it has no upper-case letter
pin-policy-no-lower = it has no lower-case letter
pin-policy-no-digit = it has no digit
pin-policy-well-known = it is one of the common PINs that are guessed first
pin-policy-same-as-old = it is the same as the old one
pin-policy-control-character = it contains a control character
pin-policy-not-ascii = it contains a letter outside `A`–`Z`, `a`–`z`, as a Vietnamese keyboard produces; other programs may send it as different bytes and use up tries
pin-policy-blanks = it begins or ends with a space
pin-policy-not-utf8 = it is not UTF-8 text
pin-policy-hint = nothing was sent to the token; choose another PIN, or use `--generate`; the rules are in `[pin_policy]` in the config
pin-policy-hint-length = nothing was sent to the token; choose another PIN of { $least } to { $most } characters, or use `--generate`; the rules are in `[pin_policy]` in the config
pin-policy-hint-digits = nothing was sent to the token, which accepts only digits; choose { $least } to { $most } other digits, or use `--generate`; the rules are in `[pin_policy]` in the config
pin-policy-contradicts = no PIN satisfies both the policy and this token: { $reasons }
pin-policy-contradicts-length = the policy requires at least { $policy } characters, but the token accepts at most { $token }
pin-policy-contradicts-letters = the policy requires letters, but the token accepts only digits
pin-policy-hint-contradicts = nothing was sent to the token; in the config, under `[pin_policy]`, write: `{ $lines }`
pin-rule = The new PIN needs { $rules }
pin-rule-and = { $first }, { $rest }
pin-rule-length = at least { $least } characters
pin-rule-length-between = { $least } to { $most } characters
pin-rule-digits = at least { $least } digits and nothing else
pin-rule-digits-between = { $least } to { $most } digits and nothing else
pin-rule-upper = an upper-case letter
pin-rule-lower = a lower-case letter
pin-rule-digit = a digit
pin-rule-ascii = no letters outside `A`–`Z` and `a`–`z`
pin-rule-well-known = and must not be a common PIN

pin-meaning-ok = The user PIN is in order: no wrong try since the last correct one
pin-meaning-no-warning = No warning reported; this driver may not report the first wrong tries, so some may have been used
pin-meaning-count-low = At least one wrong user PIN was entered since the last correct one; how many tries are left is not known
pin-meaning-final-try = One more wrong user PIN locks the token
pin-meaning-locked = The user PIN is locked; the keys are still on the token
pin-meaning-both-locked = The user PIN and the SO PIN are both locked; the keys can no longer be used
pin-meaning-not-set = The user PIN of this token has never been set
pin-meaning-must-change = The user PIN must be changed before the token can be used
pin-meaning-unknown = This driver does not report the state of the user PIN; it may be locked or close to it
pin-meaning-token-not-initialized = The token is not initialised: it has no PIN and no keys
pin-meaning-so-ok = No warning is reported for the SO PIN
pin-meaning-so-count-low = At least one wrong SO PIN was entered since the last correct one
pin-meaning-so-final-try = One more wrong SO PIN locks it
pin-meaning-so-locked = The SO PIN is locked; it can no longer unlock the user PIN
pin-meaning-so-must-change = The SO PIN must be changed before it can be used
pin-meaning-so-unknown = The state of the SO PIN is unknown: this driver does not report it, even for a locked one
pin-meaning-so-not-initialized = The token is not initialised: what it reports about its SO PIN means nothing

pin-next-nothing = Nothing to do
pin-next-be-sure = Enter a PIN only if sure of it; a correct one resets the counter
pin-next-do-not-try = Do not try any PIN; if the holder is not certain of it, request recovery with form 06
pin-next-recovery = Request recovery with form 06 from the Department of Science and Technology, where delegated, else from the CA (dichvucong.ca.gov.vn); with the SO PIN or PUK, `tokenctl pin unlock --plan` shows how to unlock it
pin-next-ca-reinitialize = Ask the CA (dichvucong.ca.gov.vn): only the CA can initialise the token again, and a new certificate must be requested
pin-next-ask-ca = Ask whoever issued the token to set its user PIN
pin-next-change = Change the user PIN with `tokenctl pin change`
pin-next-unknown = Enter a PIN only if sure of it; check the counter with the token's own tool
pin-next-so-be-sure = Enter an SO PIN only if sure of it
pin-next-so-do-not-try = Do not try any SO PIN; ask the CA
pin-next-so-locked = Nothing while the user PIN works; keep it safe, and ask the CA before the certificate expires
pin-next-so-change = Change the SO PIN first with `tokenctl pin change --so`

pin-otherwise-locked = Wrong tries lock the token; nothing can then be signed until it is recovered with form 06
pin-otherwise-recovery = Nothing can be signed until it is unlocked; guessing the SO PIN or PUK may destroy the keys for good
pin-otherwise-both-locked = The keys on this token are lost: existing signatures can still be verified, but data encrypted for these keys cannot be read
pin-otherwise-so-locked = If the user PIN is locked as well, the keys on this token are lost

pin-outcome-done = the call succeeded
pin-outcome-wrong = the { $role } was wrong; one try was used
pin-outcome-locked = the { $role } is locked
pin-outcome-unblocking-barred = the token refuses to set the user PIN: its SO PIN is locked, or unblocking was disabled when it was initialised
pin-outcome-expired = the { $role } has expired and must be changed first
pin-outcome-not-set = the { $role } of this token has never been set
pin-outcome-new-pin-refused = the token does not accept the new PIN: its length, its characters, or it is too weak
pin-outcome-old-pin-refused = the token does not accept the { $role }: its length or characters cannot be right; treat it as a used try
pin-outcome-write-protected = the token is write-protected
pin-outcome-busy = another program is using the token; close it and run the command again
pin-outcome-removed = the token was removed; treat it as a used try: check the state before trying again
pin-outcome-unsupported = this driver does not support the call
pin-outcome-rejected = the driver or the reader aborted the call
pin-outcome-unknown = the result is unknown; treat it as a used try: check the state before trying again
pin-outcome-not-written = the token did not do it
pin-token-rule-most = at most { $most } characters
pin-token-rule-no-digit = no digits
pin-token-rule-no-upper = no upper-case letters
pin-token-rule-no-lower = no lower-case letters
pin-token-rule-special = a character that is neither a letter nor a digit
pin-token-rule-no-special = letters and digits only
pin-token-rule-history = none of the last { $count ->
    [one] PIN
   *[other] { $count } PINs
}
pin-token-rule-age = changed every { $days ->
    [one] day
   *[other] { $days } days
}
