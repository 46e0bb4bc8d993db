# Khởi tạo thiết bị.
init-lost = cảnh báo: mọi dữ liệu trên { $token } sẽ mất vĩnh viễn ({ $keys } khóa và { $certificates } chứng thư hiện khi chưa đăng nhập, cùng những gì chỉ hiện sau khi đăng nhập); thiết bị sẽ mang nhãn { $label }
init-now = Hiện nay
init-result-initialized = đã khởi tạo
init-prompt-so-pin = SO PIN (mã PIN quản trị) đầu tiên của { $token }:
init-barred = không khởi tạo được { $token }: { $why }; chưa gửi gì tới thiết bị
init-barrier-blocks-pin = với YubiKey lời gọi này chủ ý khóa mã PIN và PUK rồi đặt lại ứng dụng; dùng `ykman piv reset`
init-barrier-vendor-structure = qua OpenSC lời gọi này ghi một cấu trúc mà trình điều khiển của nhà cung cấp không đọc được, làm thiết bị không dùng được nữa; dùng công cụ của nhà cung cấp
init-barrier-other-tools = loại thẻ hoặc cơ sở dữ liệu này không khởi tạo qua PKCS#11
init-in-use = trên { $token } có chứng thư còn hiệu lực ({ $holders }); chưa gửi gì tới thiết bị
init-contents-unread = không đọc được đầy đủ nội dung trên { $token } ({ $failure }), nên có thể còn chứng thư có hiệu lực; chưa gửi gì tới thiết bị
init-not-found-again = thiết bị đã được khởi tạo, nhưng hiện không tìm thấy đúng một thiết bị mang nhãn { $token }; thiết bị chưa có mã PIN người dùng
init-hint-destroy = `--destroy-valid` vẫn khởi tạo; các khóa sẽ mất vĩnh viễn
init-error-label-long = `{ $value }` chiếm { $octets } byte, thiết bị chỉ có chỗ cho 32; chữ có dấu chiếm hai hoặc ba byte
