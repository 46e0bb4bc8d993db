# PINs: the policy for new ones, the states, what the return values mean.
pin-policy-refused = the new PIN is not accepted: { $violations }
pin-policy-and = { $first }; { $rest }
pin-policy-none = no reason
pin-policy-too-short = it has { $length ->
        [one] one character
       *[other] { $length } characters
    }, the policy wants at least { $min }
pin-policy-too-short-for-token = it has { $length } bytes, the token takes at least { $min }
pin-policy-too-long-for-token = it has { $length } bytes, the token takes at most { $max }
pin-policy-not-key-in-hex = it is not a key in hex (32, 48 or 64 digits 0-9, a-f), and the token takes only that
pin-policy-not-digits = it has other characters than digits, and the token takes only digits
pin-policy-no-upper = it has no upper-case letter
pin-policy-no-lower = it has no lower-case letter
pin-policy-no-digit = it has no digit
pin-policy-well-known = it is one of the well-known PINs that everybody tries first
pin-policy-same-as-old = it is the same as the old one
pin-policy-control-character = it contains a control character
pin-policy-not-ascii = it contains a letter outside `A`–`Z`, `a`–`z`, as a Vietnamese keyboard makes it; other programs may send it in other bytes and spend tries
pin-policy-blanks = it begins or ends with a blank
pin-policy-not-utf8 = it is not UTF-8 text
pin-policy-hint = nothing was sent to the token; choose another one, or let `--generate` make one up; the rules are those of `[pin_policy]` in the config
pin-policy-hint-length = nothing was sent to the token; choose another one of { $least } to { $most } characters, or let `--generate` make one up; the rules are those of `[pin_policy]` in the config
pin-policy-hint-digits = nothing was sent to the token; it takes only digits: choose { $least } to { $most } others, or let `--generate` make them up; the rules are those of `[pin_policy]` in the config
pin-policy-contradicts = no PIN satisfies both the policy and this token: { $reasons }
pin-policy-contradicts-length = the policy requires at least { $policy } characters, the token takes at most { $token }
pin-policy-contradicts-letters = the policy requires letters, the token takes only digits
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
pin-rule-well-known = and must not be a well-known PIN

pin-meaning-ok = The user PIN is in order: no wrong try since the last correct one
pin-meaning-no-warning = No warning reported; this driver may say nothing after the first wrong tries, so some may have been used
pin-meaning-count-low = At least one wrong user PIN was entered since the last right one; how many tries are left is not known
pin-meaning-final-try = One more wrong user PIN locks the token
pin-meaning-locked = The user PIN is locked; the keys are still on the token
pin-meaning-both-locked = The user PIN and the SO PIN are both locked; the keys cannot be reached any more
pin-meaning-not-set = No user PIN was ever set on this token
pin-meaning-must-change = The user PIN must be changed before the token can be used
pin-meaning-unknown = This driver never tells the state of the user PIN; it may be locked or near to it
pin-meaning-token-not-initialized = The token is not initialised: it has no PIN and no keys
pin-meaning-so-ok = No warning is reported for the SO PIN
pin-meaning-so-count-low = At least one wrong SO PIN was entered since the last right one
pin-meaning-so-final-try = One more wrong SO PIN locks it
pin-meaning-so-locked = The SO PIN is locked; the user PIN cannot be unlocked with it any more
pin-meaning-so-must-change = The SO PIN must be changed before it can be used
pin-meaning-so-unknown = The state of the SO PIN is unknown: this driver does not report it, even for a locked one
pin-meaning-so-not-initialized = The token is not initialised: what it says about its SO PIN means nothing

pin-next-nothing = Nothing to do
pin-next-be-sure = Do not try a PIN without being sure of it; a right one puts the counter back
pin-next-do-not-try = Do not try any PIN; if its holder is not certain of it, request recovery with form 06
pin-next-recovery = Request recovery with form 06 from the Department of Science and Technology where it is delegated, else from the CA (dichvucong.ca.gov.vn), or unlock it with the SO PIN or PUK if you hold one: `tokenctl pin unlock --plan` shows the way
pin-next-ca-reinitialize = Ask the CA (dichvucong.ca.gov.vn): only it can initialise the token again, and a new certificate must be applied for
pin-next-ask-ca = Ask whoever issued the token to set its user PIN
pin-next-change = Change the user PIN with `tokenctl pin change`
pin-next-unknown = Do not try a PIN without being sure of it; ask the token's own tool for its counter
pin-next-so-be-sure = Do not try an SO PIN without being sure of it
pin-next-so-do-not-try = Do not try any SO PIN; ask the CA
pin-next-so-locked = Nothing while the user PIN works; do not forget it, and ask the CA before the certificate ends
pin-next-so-change = Change the SO PIN first with `tokenctl pin change --so`

pin-otherwise-locked = Wrong tries lock the token; then nothing can be signed until it is recovered with form 06
pin-otherwise-recovery = Until it is unlocked nothing can be signed; guessing the SO PIN or PUK may destroy the keys for good
pin-otherwise-both-locked = The keys on this token are lost: signatures already made can still be verified, but what was encrypted for them cannot be read
pin-otherwise-so-locked = If the user PIN is locked as well, the keys on this token are lost

pin-outcome-done = the call succeeded
pin-outcome-wrong = the { $role } was wrong; it cost one try
pin-outcome-locked = the { $role } is locked
pin-outcome-unblocking-barred = the token refuses to set the user PIN: its SO PIN is locked, or unblocking was disabled when it was initialised
pin-outcome-expired = the { $role } has expired and must be changed first
pin-outcome-not-set = the { $role } was never set on this token
pin-outcome-new-pin-refused = the token does not take the new PIN: its length, its characters or its weakness
pin-outcome-old-pin-refused = the token does not take the { $role }: its length or characters cannot be right; count it as a spent try
pin-outcome-write-protected = the token is write-protected
pin-outcome-busy = another program has a session on the token, close it and run the command again
pin-outcome-removed = the token was taken out; count it as a spent try: read the state before you try again
pin-outcome-unsupported = this driver does not offer the call
pin-outcome-rejected = the driver or the reader broke the call off
pin-outcome-unknown = the result is unknown, counted as a spent try: read the state before you try again
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
