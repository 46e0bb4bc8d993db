# Ai ký số được, và vì sao.
cansign-class-can-sign = ký được
cansign-class-stops-soon = sắp không ký được
cansign-class-cannot-sign = chưa ký được
cansign-class-unknown = chưa rõ
cansign-valid = chứng thư còn hạn
cansign-carried = SIM PKI hoặc ký số tập trung, theo danh sách cán bộ
cansign-not-read = chưa đọc thiết bị ghi trong danh sách cán bộ
cansign-dates-unreadable = không đọc được thời hạn của chứng thư
cansign-list-unsure = không đọc được một ô mang tính quyết định trong danh sách cán bộ
cansign-device-lost = thiết bị bị mất
cansign-device-broken = thiết bị bị hỏng
cansign-key-suspect = khóa bí mật bị lộ hoặc nghi bị lộ
cansign-revoked = chứng thư đã bị thu hồi
cansign-suspended = chứng thư đang bị tạm dừng
cansign-to-be-revoked = chứng thư phải thu hồi: thuê bao không còn công tác
cansign-classes = Ký được: { $can }; không còn ký được trong { $days } ngày tới: { $soon }; chưa ký được: { $cannot }; chưa rõ: { $unknown }
