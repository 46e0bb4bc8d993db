# Danh sách việc cần làm.
plan-title = Danh sách việc cần làm
plan-sheet = Việc cần làm
plan-nothing = Không có việc nào cần làm
plan-column-deadline = Hạn cuối
plan-column-days = Còn (ngày)
plan-column-action = Việc cần làm
plan-column-holder = Thuê bao
plan-column-unit = Đơn vị
plan-column-reason = Lý do
plan-column-form = Mẫu số
plan-column-serial-number = Số hiệu chứng thư
plan-column-token-serial = Số hiệu thiết bị
plan-column-opens = Gửi từ ngày
plan-column-rule = Căn cứ
plan-column-setting = Mục cấu hình
plan-column-recipient = Nơi nhận
plan-column-next = Bước tiếp theo
plan-column-changes = Chứng thư → danh sách
plan-column-proposed = Cần xác nhận
plan-column-row = Dòng trong danh sách
plan-column-notes = Ghi chú
plan-column-email = Thư điện tử
plan-column-end = Hiệu lực đến
plan-without-month = Không có hạn cuối
plan-without-unit = Không rõ đơn vị
plan-summary = { $items } việc cần làm, { $overdue } việc quá hạn, { $proposed } việc cần xác nhận, trên { $certificates } chứng thư
plan-change = { $field }: { $certificate } → { $roster }
plan-renewed-from = chứng thư gia hạn đã có trên thiết bị, có hiệu lực từ { $day }
plan-nothing-said = không ghi
plan-settings = Thời gian được gia hạn: từ { $open } đến { $least } ngày trước khi hết hạn (`renewal.open_days`, `renewal.min_days_left`); số lần được gia hạn: { $times } (`renewal.max_renewals`). Cần kiểm tra lại với Cục Chứng thực số và Bảo mật thông tin
plan-action-counts = { $action }: { $count }

# Settings that a verdict rests on.
plan-setting-open = thời gian được gia hạn: từ { $value } ngày trước khi hết hạn
plan-setting-least = thời gian được gia hạn: đến { $value } ngày trước khi hết hạn
plan-setting-times = số lần được gia hạn: { $value }
plan-setting-moved = thu hồi chứng thư của người chuyển đi: { $value ->
    [true] có
   *[other] không
}
plan-setting-delegated = gia hạn, thay đổi, khôi phục do tỉnh, thành phố thực hiện: { $value ->
    [true] có
   *[other] không
}
