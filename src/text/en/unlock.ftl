# The unlock advisor.
unlock-way-so-init-pin = log in with the SO PIN and set a new user PIN (C_Login, C_InitPIN)
unlock-way-puk-set-pin = set a new user PIN with the PUK (C_SetPIN in a public session)
unlock-way-puk-set-pin-ykcs11 = set a new user PIN with the PUK (C_SetPIN with ykcs11's prefixes)
unlock-way-puk-set-pin-context = set a new user PIN with the PUK in a context-specific login
unlock-way-outside = outside PKCS#11, with the tool of the maker or the CA
unlock-way-none = none: no new user PIN can be set on this token
unlock-way-unknown = unknown

unlock-holder-initializer = whoever initialised the token
unlock-holder-authority = the CA that issued the token; the officer normally does not hold it
unlock-holder-card-holder = the card's holder, on paper from its issue, or whoever issued it
unlock-holder-administrator = the administrator of this machine
unlock-holder-nobody = nobody, as far as is known

unlock-cost-so-pin = a wrong SO PIN costs one of its own tries; once it is locked, the token can only be initialised again and its keys are lost
unlock-cost-puk = a wrong PUK costs one of its own tries; once it is blocked, the PIN cannot be unlocked any more and the keys are lost

unlock-care-never-locks = SoftHSM never locks a PIN; its warning only says that a wrong one was entered
unlock-care-stale-flags = this driver goes on saying "locked" until a right login; the state is read again afterwards
unlock-care-so-locks-after-three = its SO PIN locks after three wrong tries as well
unlock-care-tpm-lockout = a locked PIN here means that the whole TPM refuses all PINs, the SO PIN too; wait, or end the lockout with `tpm2_dictionarylockout --clear-lockout`
unlock-care-nss = NSS has no SO PIN, and it never locks: enter the correct password; a forgotten one cannot be replaced
unlock-care-safenet-administrator = this works only if an administrator password was set when the token was initialised; otherwise the CA unlocks it by challenge and response: `tokenctl pin unlock --challenge`
unlock-care-unlocks-limited = the number of unlocks may be limited
unlock-care-bit4id-tool = the CA unlocks it with its own tool and the PUK; that the PUK also serves as SO PIN is not confirmed
unlock-care-three-tries = this token locks after three wrong tries
unlock-care-may-be-disabled = unblocking may have been disabled when the token was initialised
unlock-care-so-login-proves-nothing = that the SO login succeeds proves nothing here; only the login with the new PIN does
unlock-care-resetting-code = an OpenPGP card unlocks this way only with the resetting code that its owner set; without one it refuses (6982) and no try is spent; the admin PIN needs `user_pin_unblock_style = init_pin_in_so_session`
unlock-care-opensc-change = in OpenSC's default style C_SetPIN with a PUK is an ordinary change and burns a user try; with `pkcs15-tool --unblock-pin` the PUK is used as such
unlock-care-piv-no-so = a PIV card has no SO PIN, so this style of opensc.conf does nothing for it; with `user_pin_unblock_style = set_pin_in_unlogged_session` its PUK unlocks it
unlock-care-ykcs11-init-token = never initialise this token to unlock it: C_InitToken blocks PIN and PUK on purpose
unlock-care-rutoken-own-call = the maker's own tool can unlock it as well
unlock-care-ask-authority = ask the CA that issued the token how it is unlocked, and with which secret
unlock-care-ask-issuer = ask whoever issued the token how it is unlocked; the SO PIN and C_InitPIN are only tried after you say so
unlock-care-no-info = { $fault }: the driver does not say what it is, so only its file name and the token tell how it is unlocked
unlock-care-configured = you named this way yourself; the table says: { $tabled }
unlock-care-so-locked = the SO PIN is locked: only the CA can initialise the token again, and the keys on it are lost
unlock-care-so-locked-too = the SO PIN is locked as well, so there is no second way
unlock-care-so-count-low = at least one wrong SO PIN was entered since the last right one
unlock-care-so-final-try = one more wrong SO PIN locks it for good; nothing is sent without `--allow-last-try`
unlock-care-so-must-change = the SO PIN must be changed first with `tokenctl pin change --so`
unlock-care-pin-pad = the secrets are typed on the reader's own keys
unlock-care-write-protected = the token is write-protected
unlock-care-not-locked = not locked: this sets a new PIN for its holder
unlock-care-not-set = no user PIN was ever set: this sets the first one
unlock-care-state-unknown = it is not known whether the user PIN is locked: this sets a new PIN for its holder
unlock-config-lines = In the config
unlock-untested = untested: nobody on this project could try it on such a token

unlock-error-not-initialized = the token is not initialised: there is no user PIN to unlock
unlock-error-so-locked = the SO PIN is locked, so the user PIN cannot be unlocked with it
unlock-error-so-must-change = the SO PIN must be changed before it can unlock anything
unlock-error-last-try = the secret this needs is on its final try, so nothing was sent
unlock-error-write-protected = the token is write-protected, so no PIN can be set on it
unlock-error-outside = this token is unlocked outside PKCS#11, so nothing was sent
unlock-error-context-specific = this card wants the PUK in a context-specific login, which is not offered, so nothing was sent
unlock-error-no-way = there is no way to unlock this token, so nothing was sent
unlock-error-unknown-way = nobody knows how this token is unlocked, and a wrong guess costs tries, so nothing was sent
unlock-hint-so-change = run `tokenctl pin change --so` first
unlock-hint-last-try = be certain of it, then add `--allow-last-try`
unlock-hint-configure = ask whoever issued the token; where the way is confirmed, name it in the config: `unlock = "so-init-pin"` under the driver's `[[driver]]`
unlock-hint-authority = ask the CA (dichvucong.ca.gov.vn); a new certificate must be applied for
unlock-hint-plan = see `tokenctl pin unlock --plan` for what to do, or request recovery with form 06
