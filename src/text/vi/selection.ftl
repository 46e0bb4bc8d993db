# Chọn thiết bị nào.
selection-empty = bộ chọn để trống
selection-not-a-slot = `slot:` cần số khe, ví dụ `slot:0` hoặc `slot:0x55b`
selection-hint-forms = chỉ rõ thiết bị bằng `serial:…`, `label:…`, `reader:…`, `slot:…`, `holder:…`, `pkcs11:…`, hoặc chỉ số hiệu, nhãn hay tên thuê bao
selection-no-token = không có thiết bị lưu khóa bí mật nào
selection-no-match = không thiết bị nào trong { $count } thiết bị đang có là `{ $selector }`: { $tokens }
selection-several = `{ $selector }` ứng với { $count } thiết bị: { $tokens }
selection-several-there = có { $count } thiết bị và chưa chọn thiết bị nào: { $tokens }
selection-hint-choose = hãy chọn một thiết bị, ví dụ bằng `--token { $selector }`
selection-hint-driver-list = hãy cắm thiết bị, rồi dùng `tokenctl driver list` xem có tìm thấy trình điều khiển của nó không
selection-uri-not-pkcs11 = URI PKCS#11 phải bắt đầu bằng `pkcs11:`
selection-uri-too-long = URI PKCS#11 dài quá { $limit } byte
selection-uri-bad-character = URI PKCS#11 có ký tự `{ $character }` ở byte { $offset }, ký tự này phải được mã hóa phần trăm
selection-uri-bad-percent = URI PKCS#11 có dấu `%` ở byte { $offset } mà thiếu hai chữ số thập lục phân
selection-uri-no-equals-sign = thuộc tính ở byte { $offset } của URI PKCS#11 thiếu dấu `=`
selection-uri-bad-name = URI PKCS#11 có thuộc tính không có tên hợp lệ ở byte { $offset }
selection-uri-not-utf8 = thuộc tính `{ $attribute }` của URI PKCS#11 (byte { $offset }) sau khi giải mã không phải UTF-8
selection-uri-duplicate = thuộc tính `{ $attribute }` xuất hiện hai lần trong URI PKCS#11 (byte { $offset })
selection-uri-misplaced = thuộc tính `{ $attribute }` (byte { $offset }) nằm sai phía của dấu `?` trong URI PKCS#11
selection-uri-bad-type = thuộc tính `{ $attribute }` (byte { $offset }) chỉ nhận public, private, cert, secret-key hoặc data
selection-uri-bad-version = thuộc tính `{ $attribute }` (byte { $offset }) cần một số phiên bản, ví dụ 2.40
selection-uri-bad-slot = thuộc tính `{ $attribute }` (byte { $offset }) cần số khe
selection-uri-pin-value = không được ghi mã PIN trên dòng lệnh: từ chối `pin-value` (byte { $offset } của URI PKCS#11)
selection-uri-pin-command = URI PKCS#11 không được chạy chương trình: từ chối `pin-source` có dấu `|` (byte { $offset })
selection-uri-pin-source = `pin-source` (byte { $offset } của URI PKCS#11) phải chỉ đến một tệp trên máy này
selection-uri-unknown-attribute = URI PKCS#11 có thuộc tính `{ $attribute }` mà tokenctl không biết và có thể thu hẹp lựa chọn
selection-hint-percent = hãy viết `{ $encoded }` thay vào đó
selection-hint-pin-file = hãy cung cấp mã PIN bằng `--pin-file TỆP`, hoặc để tokenctl hỏi
