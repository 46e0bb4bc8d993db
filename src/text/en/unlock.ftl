# The unlock advisor.
unlock-way-so-init-pin = log in with the SO PIN and set a new user PIN (C_Login, C_InitPIN)
unlock-way-puk-set-pin = set a new user PIN with the PUK (C_SetPIN in a public session)
unlock-way-puk-set-pin-ykcs11 = set a new user PIN with the PUK (C_SetPIN with ykcs11's prefixes)
unlock-way-puk-set-pin-context = set a new user PIN with the PUK in a context-specific login
unlock-way-outside = outside PKCS#11, with the tool of the maker or the CA
unlock-way-none = none: the user PIN of this token cannot be set again
unlock-way-unknown = unknown

unlock-holder-initializer = whoever initialised the token
unlock-holder-authority = the CA that issued the token; the focal officer normally does not hold it
unlock-holder-card-holder = the card's holder, on the paper that came with it, or whoever issued it
unlock-holder-administrator = the administrator of this computer
unlock-holder-nobody = not known

unlock-cost-so-pin = a wrong SO PIN uses one of its own tries; once it is locked, the token can only be initialised again and its keys are lost
unlock-cost-puk = a wrong PUK uses one of its own tries; once it is locked, the PIN can no longer be unlocked and the keys are lost

unlock-care-never-locks = SoftHSM never locks a PIN; its warning only means that a wrong one was entered
unlock-care-stale-flags = this driver keeps reporting "locked" until a correct login; the state is read again afterwards
unlock-care-so-locks-after-three = its SO PIN also locks after three wrong tries
unlock-care-tpm-lockout = a locked PIN means that the whole TPM refuses all PINs, including the SO PIN; wait, or end the lockout with `tpm2_dictionarylockout --clear-lockout`
unlock-care-nss = NSS has no SO PIN, and it never locks: enter the correct password; a forgotten one cannot be replaced
unlock-care-safenet-administrator = this works only if an administrator password was set when the token was initialised; otherwise the CA unlocks it by challenge and response: `tokenctl pin unlock --challenge`
unlock-care-unlocks-limited = the number of unlocks may be limited
unlock-care-bit4id-tool = the CA unlocks it with its own tool and the PUK; whether the PUK also serves as the SO PIN is not confirmed
unlock-care-three-tries = this token locks after three wrong tries
unlock-care-may-be-disabled = unblocking may have been disabled when the token was initialised
unlock-care-so-login-proves-nothing = a successful SO login proves nothing on this token; only a login with the new PIN does
unlock-care-resetting-code = an OpenPGP card can be unlocked this way only with the resetting code set by its owner; without one it refuses (6982) and no try is used; the admin PIN needs `user_pin_unblock_style = init_pin_in_so_session`
unlock-care-opensc-change = in OpenSC's default style, C_SetPIN with a PUK is an ordinary change and uses a user PIN try; `pkcs15-tool --unblock-pin` uses the PUK as intended
unlock-care-opensc-unclear = opensc.conf is written in an unusual way, so OpenSC may understand it differently or ignore all of it; put blanks around `{ "{" }`, `{ "}" }` and `=`, end each option with `;`, set it once, and close every brace
unlock-care-piv-no-so = a PIV card has no SO PIN, so this style of opensc.conf has no effect; with `user_pin_unblock_style = set_pin_in_unlogged_session` its PUK unlocks it
unlock-care-ykcs11-init-token = never initialise this token to unlock it: C_InitToken deliberately locks PIN and PUK
unlock-care-rutoken-own-call = the maker's own tool can unlock it as well
unlock-care-ask-authority = ask the CA that issued the token how to unlock it, and with which secret
unlock-care-ask-issuer = ask whoever issued the token how to unlock it; the SO PIN and C_InitPIN are tried only if you request it
unlock-care-no-info = { $fault }: the driver does not identify itself, so the method is inferred from its file name and the token
unlock-care-configured = set in the config; the built-in method is: { $tabled }
unlock-care-so-locked = the SO PIN is locked: only the CA can initialise the token again, and the keys on it are lost
unlock-care-so-locked-too = the SO PIN is locked as well, so no second method is left
unlock-care-so-count-low = at least one wrong SO PIN was entered since the last correct one
unlock-care-so-final-try = one more wrong SO PIN locks it for good; nothing is sent without `--allow-last-try`
unlock-care-so-must-change = the SO PIN must be changed first with `tokenctl pin change --so`
unlock-care-pin-pad = the secrets are entered on the reader
unlock-care-write-protected = the token is write-protected
unlock-care-not-locked = not locked: this sets a new PIN for its holder
unlock-care-not-set = the user PIN has never been set: this sets the first one
unlock-care-state-unknown = it is not known whether the user PIN is locked: this sets a new PIN for its holder
unlock-config-lines = In the config
unlock-untested = untested: this project has had no such token to test with

unlock-error-not-initialized = the token is not initialised and has no user PIN to unlock; nothing was sent
unlock-error-so-locked = the SO PIN is locked, so the user PIN cannot be unlocked with it; nothing was sent
unlock-error-so-must-change = the SO PIN must be changed before it can unlock anything; nothing was sent
unlock-error-last-try = the secret this needs has one try left; nothing was sent
unlock-error-write-protected = the token is write-protected, so no PIN can be set on it; nothing was sent
unlock-error-outside = this token is unlocked outside PKCS#11; nothing was sent
unlock-error-context-specific = this card requires the PUK in a context-specific login, which is not supported; nothing was sent
unlock-error-no-way = this token cannot be unlocked; nothing was sent
unlock-error-unknown-way = it is not known how this token is unlocked, and a wrong guess uses tries; nothing was sent
unlock-hint-so-change = run `tokenctl pin change --so{ $which }` first
unlock-hint-last-try = be certain of it, then add `--allow-last-try`
unlock-hint-configure = ask whoever issued the token; once the method is confirmed, add it to the config: `unlock = "so-init-pin"` under the driver's `[[driver]]`
unlock-hint-authority = ask the CA (dichvucong.ca.gov.vn); a new certificate must be requested
unlock-hint-plan = `tokenctl pin unlock --plan{ $which }` shows what to do; or request recovery with form 06
