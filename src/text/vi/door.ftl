# Những gì ngăn mã PIN tới thiết bị, và trạng thái thiết bị sau lời gọi.
door-changed = khe cắm nay có { $found } thay cho { $token }; chưa gửi gì tới thiết bị
door-gone = không còn thiết bị nào ở khe cắm của { $token }; chưa gửi gì tới thiết bị
door-changed-between = khe cắm có { $token } ở lời gọi đầu, nay có { $found }; lời gọi tiếp theo đã không thực hiện
door-gone-between = không còn thiết bị nào ở khe cắm của { $token }; lời gọi tiếp theo đã không thực hiện
door-certificate = thiết bị trong khe cắm tự nhận là { $token } nhưng không có chứng thư đã thấy trước đó; chưa gửi gì tới thiết bị
door-certificate-between = thiết bị trong khe cắm tự nhận là { $token } nhưng không còn chứng thư đã thấy trước đó; lời gọi tiếp theo đã không thực hiện
door-worse = trạng thái { $role } của { $token } đã xấu đi so với lúc hiển thị, nay là: { $state }; chưa gửi gì tới thiết bị
door-unread = không đọc được { $token } ngay trước lời gọi: { $failure }; chưa gửi gì tới thiết bị
door-unread-between = không đọc được { $token } trước lời gọi tiếp theo nên đã không thực hiện: { $failure }
door-stopped-between = mất trình điều khiển trước lời gọi tiếp theo trên { $token }: { $failure }
door-after-other = không rõ trạng thái sau lời gọi: khe cắm nay có { $found } thay cho { $token }
door-after-gone = không rõ trạng thái sau lời gọi: không còn thiết bị nào ở khe cắm của { $token }
door-after-unread = không đọc được trạng thái của { $token } sau lời gọi
door-proof-state = trạng thái vẫn là: { $state }; đăng nhập thử có thể khóa thiết bị nên không thử
door-hint-locked = xem cách mở khóa và bên giữ mã bằng `tokenctl pin unlock --token BỘ-CHỌN --plan`
door-hint-final-try = hỏi người giữ thiết bị trước; thêm `--allow-last-try` để vẫn gửi mã PIN
door-hint-sent-once = mã PIN đã được gửi một lần và không gửi lại; không thử mã khác khi chưa chắc chắn
