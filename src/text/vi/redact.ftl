# Báo cáo không nêu danh tính.
redact-error-certificate = không xuất được chứng thư khi dùng `--redact`: dữ liệu chứng thư có chứa họ tên
redact-error-csr = không ghi được yêu cầu cấp chứng thư khi dùng `--redact`: dữ liệu yêu cầu có chứa họ tên
redact-hint-csr = `--format json --redact` hiện các thông tin còn lại
redact-hint-certificate = `tokenctl cert show --redact` hiện các thông tin còn lại
redact-error-staff = không ghi được danh sách cán bộ khi dùng `--redact`: mỗi dòng là một người
redact-hint-staff = chạy `tokenctl roster template` không kèm `--redact`
redact-error-letter = không lập được văn bản khi dùng `--redact`: văn bản không có họ tên thì không đề nghị được gì
redact-hint-letter = `--format xlsx` hoặc `--format table` hiện danh sách đã ẩn danh
redact-error-saved = không dùng được `--add-to` cùng `--redact`: bí danh không có ý nghĩa trong bản kiểm kê đã lưu
redact-hint-saved = ghi một bản kiểm kê ẩn danh riêng bằng `--output TỆP.json`
redact-log-left-out = ghi chú: đã bỏ qua { $lines } dòng do { $driver } in ra vì có `--redact`
