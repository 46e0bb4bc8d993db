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
pin-policy-no-upper = it has no upper-case letter
pin-policy-no-lower = it has no lower-case letter
pin-policy-no-digit = it has no digit
pin-policy-well-known = it is one of the well-known PINs that everybody tries first
pin-policy-same-as-old = it is the same as the old one
pin-policy-control-character = it contains a control character
pin-policy-not-ascii = it contains a letter outside `A`–`Z`, `a`–`z`, as a Vietnamese keyboard makes it; other programs may send it in other bytes and spend tries
pin-policy-blanks = it begins or ends with a blank
pin-policy-not-utf8 = it is not UTF-8 text
pin-policy-hint = nothing was sent to the token; choose another one, or let `--generate` make one up
