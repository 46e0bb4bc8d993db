# Kho chứng thư tin cậy.
trust-column-change = Trạng thái
trust-column-subject = Chứng thư
trust-column-until = Hiệu lực đến
trust-column-sha256 = SHA-256
trust-added = đã thêm
trust-removed = đã bỏ
trust-already-there = đã có từ trước
trust-trusted = tin cậy
trust-store = { $count ->
    [0] Chưa có chứng thư nào
   *[other] { $count } chứng thư
}; kho là `{ $path }`
trust-no-folder = không xác định được thư mục của tệp cấu hình nên không có nơi đặt kho
trust-differs = đây là chứng thư khác: SHA-256 là { $digest }; chưa thêm gì
trust-not-named = chưa thêm gì: không có giá trị băm nào xác nhận chứng thư có SHA-256 { $digest }
trust-hint-name = đối chiếu với công bố của Cục Chứng thực số và Bảo mật thông tin, rồi chạy `tokenctl trust add { $path } --fingerprint { $digest }`
trust-not-removed = không xóa được `{ $path }`: { $fault }
trust-unreadable = `{ $path }` chứa chứng thư sai tiêu chuẩn; chưa thêm gì
trust-not-there = không có chứng thư nào trong kho có giá trị băm bắt đầu bằng { $digest }
trust-several = có nhiều chứng thư trong kho có giá trị băm bắt đầu bằng { $digest }
trust-hint-list = `tokenctl trust list` liệt kê các giá trị băm; cần ít nhất 8 ký tự đầu
trust-shared = `{ $path }` còn chứa chứng thư khác; chưa bỏ gì
trust-hint-add = tải tệp ở máy khác rồi chạy `tokenctl trust add TỆP`
verify-trust-not-fetched = không nhận được gì từ { $url }: { $fault }
verify-nothing-fetched = nội dung tại { $url } không phải chứng thư; chưa thêm gì
