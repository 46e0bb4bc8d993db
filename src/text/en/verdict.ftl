# Verdicts: actions, reasons, rules, notes, next steps, recipients. Nothing here is legal advice.
verdict-revoke = revoke
verdict-recover = recover
verdict-reissue = reissue
verdict-renew = renew
verdict-change-information = change information
verdict-renew-soon = renew soon
verdict-undecided = undecided
verdict-keep = keep
verdict-other-ca = other CA

verdict-reason-far-from-end = its end is far off
verdict-reason-not-yet-valid = its validity has not begun
verdict-reason-superseded = a newer certificate is on the token
verdict-reason-window-open = the renewal window is open
verdict-reason-window-ahead = the renewal window opens soon
verdict-reason-window-missed = too few days are left for a renewal
verdict-reason-expired = it has expired
verdict-reason-already-renewed = it was renewed as often as allowed
verdict-reason-information-differs = the staff list says otherwise
verdict-reason-moved = the holder moved to another state body
verdict-reason-retired = the holder retired
verdict-reason-left = the holder left the state sector
verdict-reason-died = the holder died
verdict-reason-dissolved = the body was dissolved, split or merged
verdict-reason-device-lost = the device is lost
verdict-reason-device-broken = the device is broken
verdict-reason-key-suspect = the key was exposed, or may have been
verdict-reason-pin-locked = the user PIN is locked
verdict-reason-already-revoked = it was revoked, as the staff list says
verdict-reason-state-unreadable = the state in the staff list cannot be read
verdict-reason-dates-unreadable = its dates cannot be read
verdict-reason-issuer-unreadable = its issuer cannot be read
verdict-reason-other-issuer = its issuer is no known government CA

verdict-rule-article-9 = Decree 68/2024, Article 9 (validity)
verdict-rule-article-12 = Decree 68/2024, Article 12 (renewal); check the window with the CA
verdict-rule-article-15 = Decree 68/2024, Article 15 (change of information)
verdict-rule-article-17 = Decree 68/2024, Article 17 (revocation)
verdict-rule-article-22 = Decree 68/2024, Article 22 (recovery of a device)
verdict-rule-government-issuers = only certificates of known government CAs are judged

verdict-next-nothing = nothing to do
verdict-next-file-renewal = file form 04, also on dichvucong.ca.gov.vn; after the update take the inventory again and expect the old certificate as superseded
verdict-next-file-renewal-later = file form 04 once the window opens, also on dichvucong.ca.gov.vn
verdict-next-file-change = file form 04 with the new information, also on dichvucong.ca.gov.vn
verdict-next-confirm-change = compare both texts; if the body is another one, file form 04, also on dichvucong.ca.gov.vn
verdict-next-apply-for-new = apply for a new certificate with the old one's number, also on dichvucong.ca.gov.vn
verdict-next-file-revocation = file form 05, also on dichvucong.ca.gov.vn; return the device within 5 working days of the notice, with minutes (form 08)
verdict-next-file-revocation-of-lost = file form 05 without delay, also on dichvucong.ca.gov.vn, and the record of the lost device (form 09)
verdict-next-file-recovery = file form 06, also on dichvucong.ca.gov.vn; do not try further PINs
verdict-next-receiving-body-files = the receiving body files the change (form 04), also on dichvucong.ca.gov.vn
verdict-next-ask-authority = ask the certification authority, see dichvucong.ca.gov.vn
verdict-next-correct-roster = correct the cell in the staff list first
verdict-next-confirm-holder = confirm first that the certificate is this person's; then file, also on dichvucong.ca.gov.vn

verdict-note-title-differs = the title differs; a title alone is no case for a change
verdict-note-roster-email-refused = the staff list's e-mail is not issued by a state body
verdict-note-key-not-on-token = its key is not on the token
verdict-note-match-proposed = the match with the staff list is only proposed
verdict-note-renewed-by-validity = taken for renewed: valid no longer than a renewal
verdict-note-renewed-by-older-certificate = renewed: an older certificate of the same key is on the token
verdict-note-renewed-by-roster = renewed, says the staff list

verdict-recipient = { $desk }, and { $portal }
verdict-desk-department = Department of Science and Technology
verdict-desk-authority = certification authority
