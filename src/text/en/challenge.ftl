# `pin unlock --challenge`: the token's challenge and its response.
unlock-way-challenge-response = by challenge and response: the holder of the administrator's key answers what the token gives, and a new user PIN is set (ETC_UnlockGetChallenge, ETC_UnlockComplete)
unlock-cost-response = a wrong response may cost a try of the administrator's key, as a wrong SO PIN does; once it is locked, the token can only be initialised again and its keys are lost
secret-role-response = response
secret-prompt-response = Response to the challenge of token { $token }:
challenge-shown = Challenge of { $token }: { $challenge }
challenge-error-not-offered = this driver has no unlock by challenge and response (ETC_UnlockGetChallenge, ETC_UnlockComplete), so nothing was sent
challenge-error-tries-unknown = the driver does not tell how many tries the user PIN has, and the unlock would set that number anew, so nothing was sent
challenge-error-no-unlocks-left = this token cannot be unlocked any more: the number of its unlocks is used up; nothing was sent
challenge-error-pin-pad = the PINs of this token are typed on the reader, where a response cannot be typed, so nothing was sent
challenge-error-none = { $token } gave no challenge (ETC_UnlockGetChallenge: { $code }); nothing was sent
challenge-error-form = this cannot be a response: it has 16 hexadecimal digits (0–9, A–F), or a multiple of 16; nothing was sent
challenge-hint-plan = `tokenctl pin unlock --plan --token SELECTOR`, without `--challenge`, shows the other way
challenge-hint-response = run it in a terminal, or with `--response-stdin` from a program that reads the challenge from standard error
cli-option-challenge = Unlock by challenge and response: show the token's challenge and take the response of whoever holds the administrator's key
cli-option-response-stdin = Read the response from standard input, once the challenge was shown on standard error
