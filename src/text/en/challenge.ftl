# `pin unlock --challenge`: the token's challenge and its response.
unlock-way-challenge-response = by challenge and response: the holder of the administrator key answers the challenge of the token, and a new user PIN is set (ETC_UnlockGetChallenge, ETC_UnlockComplete)
unlock-cost-response = a wrong response may use one try of the administrator key, as a wrong SO PIN does; once it is locked, the token can only be initialised again and its keys are lost
secret-role-response = response
secret-prompt-response = Response to the challenge of token { $token }:
challenge-shown = Challenge of { $token }: { $challenge }
challenge-error-not-offered = this driver does not support unlocking by challenge and response (ETC_UnlockGetChallenge, ETC_UnlockComplete); nothing was sent
challenge-error-tries-unknown = the driver does not report how many tries the user PIN has, and unlocking would reset that number; nothing was sent
challenge-error-no-unlocks-left = this token can no longer be unlocked: all its unlocks are used up; nothing was sent
challenge-error-pin-pad = the PINs of this token are entered on the reader, where a response cannot be entered; nothing was sent
challenge-error-none = { $token } returned no challenge (ETC_UnlockGetChallenge: { $code }); nothing was sent
challenge-error-form = invalid response: it must have 16 hexadecimal digits (0–9, A–F) or a multiple of 16; nothing was sent
challenge-hint-plan = `tokenctl pin unlock --plan{ $which }`, without `--challenge`, shows the other method
challenge-hint-response = run it in a terminal, or with `--response-stdin` from a program that reads the challenge from standard error
cli-option-challenge = Unlock by challenge and response: show the token's challenge and read the response of whoever holds the administrator key
cli-option-response-stdin = Read the response from standard input, once the challenge has been shown on standard error
