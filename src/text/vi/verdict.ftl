# Kết luận: việc cần làm, lý do, căn cứ, ghi chú, bước tiếp theo, nơi nhận. Không phải tư vấn pháp lý.
verdict-revoke = thu hồi
verdict-recover = khôi phục
verdict-reissue = cấp mới
verdict-renew = gia hạn
verdict-change-information = thay đổi thông tin
verdict-renew-soon = sắp gia hạn
verdict-undecided = chưa kết luận
verdict-keep = giữ nguyên
verdict-other-ca = CA khác

verdict-reason-far-from-end = còn lâu mới hết hạn
verdict-reason-not-yet-valid = chưa đến ngày bắt đầu hiệu lực
verdict-reason-superseded = trên thiết bị đã có chứng thư mới hơn
verdict-reason-window-open = đang trong thời gian được gia hạn
verdict-reason-window-ahead = sắp đến thời gian được gia hạn
verdict-reason-window-missed = số ngày còn lại không đủ để gia hạn
verdict-reason-expired = đã hết hạn
verdict-reason-already-renewed = đã gia hạn đủ số lần cho phép
verdict-reason-information-differs = danh sách cán bộ ghi khác
verdict-reason-moved = thuê bao chuyển công tác sang cơ quan nhà nước khác
verdict-reason-retired = thuê bao đã nghỉ hưu
verdict-reason-left = thuê bao đã thôi việc
verdict-reason-died = thuê bao đã từ trần
verdict-reason-dissolved = cơ quan, tổ chức đã giải thể, chia tách hoặc sáp nhập
verdict-reason-device-lost = thiết bị bị mất
verdict-reason-device-broken = thiết bị bị hỏng
verdict-reason-key-suspect = khóa bí mật bị lộ hoặc nghi bị lộ
verdict-reason-pin-locked = mã PIN người dùng bị khóa
verdict-reason-already-revoked = đã thu hồi theo danh sách cán bộ
verdict-reason-state-unreadable = không đọc được trạng thái trong danh sách cán bộ
verdict-reason-dates-unreadable = không đọc được thời hạn
verdict-reason-issuer-unreadable = không đọc được tổ chức cấp
verdict-reason-other-issuer = tổ chức cấp không phải CA chuyên dùng công vụ đã biết

verdict-rule-article-9 = Nghị định 68/2024/NĐ-CP, Điều 9 (thời hạn)
verdict-rule-article-12 = Nghị định 68/2024/NĐ-CP, Điều 12 (gia hạn); cần kiểm tra lại thời hạn nộp với CA
verdict-rule-article-15 = Nghị định 68/2024/NĐ-CP, Điều 15 (thay đổi nội dung thông tin)
verdict-rule-article-17 = Nghị định 68/2024/NĐ-CP, Điều 17 (thu hồi)
verdict-rule-article-22 = Nghị định 68/2024/NĐ-CP, Điều 22 (khôi phục thiết bị)
verdict-rule-government-issuers = chỉ kết luận với chứng thư của CA chuyên dùng công vụ đã biết

verdict-next-nothing = không cần làm gì
verdict-next-file-renewal = nộp Mẫu số 04, đồng thời trên dichvucong.ca.gov.vn; sau khi cập nhật hãy kiểm kê lại, chứng thư cũ sẽ hiện là đã được thay thế
verdict-next-file-renewal-later = nộp Mẫu số 04 khi đến thời gian được gia hạn, đồng thời trên dichvucong.ca.gov.vn
verdict-next-file-change = nộp Mẫu số 04 với thông tin mới, đồng thời trên dichvucong.ca.gov.vn
verdict-next-confirm-change = so sánh hai nội dung; nếu là cơ quan khác thì nộp Mẫu số 04, đồng thời trên dichvucong.ca.gov.vn
verdict-next-apply-for-new = đề nghị cấp mới, ghi số hiệu chứng thư cũ, đồng thời trên dichvucong.ca.gov.vn
verdict-next-file-revocation = nộp Mẫu số 05, đồng thời trên dichvucong.ca.gov.vn; trả thiết bị trong 5 ngày làm việc kể từ khi nhận thông báo, kèm biên bản (Mẫu số 08)
verdict-next-file-revocation-of-lost = nộp ngay Mẫu số 05, đồng thời trên dichvucong.ca.gov.vn, kèm biên bản mất thiết bị (Mẫu số 09)
verdict-next-file-recovery = nộp Mẫu số 06, đồng thời trên dichvucong.ca.gov.vn; không thử thêm mã PIN
verdict-next-receiving-body-files = cơ quan tiếp nhận nộp đề nghị thay đổi thông tin (Mẫu số 04), đồng thời trên dichvucong.ca.gov.vn
verdict-next-ask-authority = hỏi tổ chức cung cấp dịch vụ chứng thực, xem dichvucong.ca.gov.vn
verdict-next-correct-roster = sửa ô trong danh sách cán bộ trước
verdict-next-confirm-holder = trước hết xác nhận chứng thư đúng là của người này; sau đó nộp, đồng thời trên dichvucong.ca.gov.vn

verdict-note-title-differs = chức vụ khác; chỉ khác chức vụ thì không phải thay đổi thông tin
verdict-note-roster-email-refused = thư điện tử trong danh sách không do cơ quan nhà nước cấp
verdict-note-key-not-on-token = khóa của chứng thư không có trên thiết bị
verdict-note-match-proposed = việc đối chiếu với danh sách mới là đề xuất
verdict-note-renewed-by-validity = coi là đã gia hạn: thời hạn không dài hơn một lần gia hạn
verdict-note-renewed-by-older-certificate = đã gia hạn: trên thiết bị có chứng thư cũ hơn của cùng khóa
verdict-note-renewed-by-roster = đã gia hạn, theo danh sách cán bộ

verdict-recipient = { $desk }, và { $portal }
verdict-desk-department = Sở Khoa học và Công nghệ
verdict-desk-authority = tổ chức cung cấp dịch vụ chứng thực (CA)
