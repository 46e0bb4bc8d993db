# `pin unlock --challenge`: mã yêu cầu của thiết bị và mã phản hồi.
unlock-way-challenge-response = bằng mã yêu cầu – mã phản hồi: bên giữ khóa quản trị trả lời mã yêu cầu của thiết bị, sau đó mã PIN người dùng mới được đặt (ETC_UnlockGetChallenge, ETC_UnlockComplete)
unlock-cost-response = nhập sai mã phản hồi có thể mất một lần thử của khóa quản trị, như khi nhập sai SO PIN; khi khóa này bị khóa thì chỉ còn cách khởi tạo lại thiết bị và khóa bí mật sẽ mất
secret-role-response = mã phản hồi
secret-prompt-response = Mã phản hồi cho mã yêu cầu của thiết bị { $token }:
challenge-shown = Mã yêu cầu của { $token }: { $challenge }
challenge-error-not-offered = trình điều khiển này không có chức năng mở khóa bằng mã yêu cầu – mã phản hồi (ETC_UnlockGetChallenge, ETC_UnlockComplete); chưa gửi gì tới thiết bị
challenge-error-tries-unknown = trình điều khiển không cho biết mã PIN người dùng có bao nhiêu lần thử, trong khi thao tác mở khóa đặt lại số này; chưa gửi gì tới thiết bị
challenge-error-no-unlocks-left = thiết bị này không mở khóa được nữa: đã dùng hết số lần mở khóa; chưa gửi gì tới thiết bị
challenge-error-pin-pad = mã PIN của thiết bị này được nhập trên đầu đọc, ở đó không nhập được mã phản hồi; chưa gửi gì tới thiết bị
challenge-error-none = { $token } không đưa ra mã yêu cầu (ETC_UnlockGetChallenge: { $code }); chưa gửi gì tới thiết bị
challenge-error-form = mã phản hồi không hợp lệ: phải có 16 chữ số thập lục phân (0–9, A–F) hoặc bội số của 16; chưa gửi gì tới thiết bị
challenge-hint-plan = `tokenctl pin unlock --plan{ $which }`, không có `--challenge`, nêu phương án khác
challenge-hint-response = chạy trong cửa sổ dòng lệnh, hoặc dùng `--response-stdin` từ một chương trình đọc mã yêu cầu ở đầu ra lỗi chuẩn
cli-option-challenge = Mở khóa bằng mã yêu cầu – mã phản hồi: hiện mã yêu cầu của thiết bị và nhận mã phản hồi của bên giữ khóa quản trị
cli-option-response-stdin = Đọc mã phản hồi từ đầu vào chuẩn, sau khi mã yêu cầu đã hiện ở đầu ra lỗi chuẩn
