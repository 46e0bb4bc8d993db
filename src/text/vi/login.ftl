# One login for reading.
login-locked = mã PIN người dùng của { $token } đã bị khóa; chưa gửi gì tới thiết bị
login-locked-hint = `tokenctl pin unlock --token SELECTOR --plan` cho biết cách mở khóa và ai mở được
login-final-try = chỉ một lần sai PIN nữa là khóa { $token }; chưa gửi gì tới thiết bị
login-final-try-hint = hãy hỏi người giữ thiết bị trước; nếu vẫn muốn thử, thêm `--allow-last-try`
login-not-set = { $token } chưa từng đặt mã PIN người dùng; chưa gửi gì tới thiết bị
login-token-changed = thiết bị đang cắm không còn là { $token }; chưa gửi gì tới thiết bị
login-refused = đăng nhập vào { $token } không được, mã { $code }: { $meaning }; trạng thái PIN người dùng hiện nay: { $state }
login-refused-hint = mã PIN chỉ được gửi một lần và không gửi lại; đừng thử mã khác khi chưa chắc chắn
login-unknown = không rõ kết quả đăng nhập vào { $token }: { $failure }; hãy coi như đã mất một lần thử
login-unread = không đọc được { $token }; chưa gửi gì tới thiết bị
login-pin-pad = hãy nhập mã PIN của { $token } trên đầu đọc
