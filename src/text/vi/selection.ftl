# Chọn thiết bị nào.
selection-empty = chưa nêu thiết bị nào
selection-not-a-slot = `slot:` cần số khe cắm, ví dụ `slot:0` hoặc `slot:0x55b`
selection-hint-forms = nêu thiết bị bằng `serial:…`, `label:…`, `reader:…`, `slot:…`, `holder:…`, `pkcs11:…`, hoặc chỉ số hiệu thiết bị, nhãn hay tên thuê bao
selection-no-token = không có thiết bị lưu khóa bí mật nào
selection-no-match = không có thiết bị nào khớp `{ $selector }`; hiện có { $count }: { $tokens }
selection-several = có { $count } thiết bị khớp `{ $selector }`: { $tokens }
selection-several-there = cần chọn một thiết bị; hiện có { $count }: { $tokens }
selection-hint-choose = chọn một thiết bị, ví dụ bằng `--token { $selector }`
selection-hint-driver-list = cắm thiết bị, rồi dùng `tokenctl driver list{ $which }` xem có tìm thấy trình điều khiển của thiết bị không
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
selection-uri-bad-slot = thuộc tính `{ $attribute }` (byte { $offset }) cần số khe cắm
selection-uri-pin-value = không được ghi mã PIN trên dòng lệnh: từ chối `pin-value` (byte { $offset } của URI PKCS#11)
selection-uri-pin-command = URI PKCS#11 không được chạy chương trình: từ chối `pin-source` có dấu `|` (byte { $offset })
selection-uri-pin-source = `pin-source` (byte { $offset } của URI PKCS#11) phải chỉ đến một tệp trên máy này
selection-uri-unknown-attribute = URI PKCS#11 có thuộc tính `{ $attribute }` không rõ, thuộc tính này có thể thu hẹp lựa chọn
selection-hint-percent = viết thay bằng `{ $encoded }`
selection-hint-pin-file = nêu mã PIN bằng `--pin-file TỆP`, hoặc nhập khi được hỏi
