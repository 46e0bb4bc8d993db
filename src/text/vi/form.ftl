# Biểu mẫu: vì sao không lập được văn bản, giá trị sai trong danh sách, và những chỗ còn phải điền.
form-definition-unreadable = không dùng được tệp khai báo cột của biểu mẫu: { $fault }
form-definition-syntax = dòng { $line }, cột { $column }: { $cause }
form-definition-word = không có mục `{ $key }` trong `[words]`, hoặc giá trị khác loại
form-definition-number = không có biểu mẫu số `{ $number }`
form-definition-not-text = tệp không phải văn bản UTF-8
form-missing = không có khai báo của Mẫu số { $number }
form-columns-wrong = khai báo của Mẫu số { $number } sai ở “{ $title }”: mỗi cột chỉ có một lần, có độ rộng, và các cột cùng nhóm phải đứng cạnh nhau
form-nothing-to-request = không có thuê bao nào cần đưa vào Mẫu số { $number }
form-service-not-of-form = yêu cầu ở dòng { $row } không thuộc Mẫu số { $number }
form-hint-definition = bỏ `file` trong mục `[forms]` của tệp cấu hình để dùng biểu mẫu có sẵn
form-hint-plan = `tokenctl plan` cho biết ai cần biểu mẫu nào
form-letter-failed = không lập được văn bản: { $fault }
form-workbook-failed = không lập được tệp XLSX: { $fault }
form-text-failed = không lập được tệp CSV: { $fault }
form-row-name-missing = dòng { $row }: chứng thư chữ ký số không có tên (CN), nên “{ $column }” được để trống
form-row-serial-unreadable = dòng { $row } ({ $name }): chứng thư chữ ký số bị hỏng, không đọc được số hiệu, nên “{ $column }” được để trống
form-row-serial-malformed = dòng { $row } ({ $name }): `{ $value }` không phải số hiệu chứng thư chữ ký số, nên “{ $column }” được để trống
form-row-device-serial-unusable = dòng { $row } ({ $name }): `{ $value }` không phải số hiệu riêng của thiết bị, nên “{ $column }” được để trống
form-row-email-malformed = dòng { $row } ({ $name }): `{ $value }` không phải địa chỉ thư điện tử, nên “{ $column }” được để trống
form-row-email-refused = dòng { $row } ({ $name }): `{ $value }` không phải thư điện tử do cơ quan nhà nước cấp, nên “{ $column }” được để trống
form-row-identity-malformed = dòng { $row } ({ $name }): `{ $value }` không phải số định danh cá nhân 12 hoặc 9 chữ số, nên được để trống trong “{ $column }”
form-row-tax-code-malformed = dòng { $row } ({ $name }): `{ $value }` không phải mã số thuế, nên “{ $column }” được để trống
form-row-date-malformed = dòng { $row } ({ $name }): `{ $value }` không phải ngày dạng dd/mm/yyyy, nên được để trống trong “{ $column }”
form-row-text-too-long = dòng { $row } ({ $name }): nội dung của “{ $column }” quá dài, nên được để trống
form-row-hidden-characters = dòng { $row } ({ $name }): đã bỏ các ký tự ẩn khỏi “{ $column }”; kiểm tra nội dung phải là `{ $value }`
form-to-fill-letter = cần điền: { $field }
form-to-fill-contact = cần điền về cán bộ đầu mối: { $field }
form-to-fill-rows = { $count ->
   *[other] cần điền ở { $count } dòng ({ $rows }): { $field }
 }
form-left-out-proposed = ghi chú: { $name }: chưa đưa vào; chỉ khớp họ tên với danh sách cán bộ, cần xác nhận
form-left-out-other-name = ghi chú: { $name }: chưa đưa vào; khớp số hiệu thiết bị, nhưng danh sách cán bộ ghi tên khác (“{ $listed }”), cần xác nhận
form-change-proposed = ghi chú: { $name }: chứng thư chữ ký số ghi “{ $old }”, danh sách cán bộ ghi “{ $new }”; kiểm tra đây là hai cơ quan khác nhau trước khi ký
form-title = Mẫu số { $number }: { $title }
form-recipient = Kính gửi: { $recipient }
form-hint-config = gợi ý: `tokenctl config init` hỏi một lần thông tin cơ quan và cán bộ đầu mối
form-left-out-change = ghi chú: { $name }: chưa đưa vào thay đổi từ “{ $old }” thành “{ $new }”; cần xác nhận
form-left-out = Chưa đưa vào { $count } trường hợp cần xác nhận, xem `tokenctl plan`
form-undecided = ghi chú: { $count } chứng thư chưa đưa vào mẫu nào, vì danh sách cán bộ chưa ghi rõ là của cá nhân (Mẫu số 01) hay của cơ quan, tổ chức (Mẫu số 02): { $names }
form-only-undecided = chưa có trường hợp nào để đưa vào Mẫu số { $number }; { $count } chứng thư chưa rõ là của cá nhân (Mẫu số 01) hay của cơ quan, tổ chức (Mẫu số 02)
form-hint-undecided = ghi rõ trong cột “tổ chức/cá nhân” của danh sách cán bộ; `tokenctl plan` nêu từng chứng thư
form-written = đã ghi: { $file }, { $count } thuê bao
form-written-left-out = đã ghi: { $file }, { $count } thuê bao; chưa đưa vào { $left } trường hợp cần xác nhận, xem `tokenctl plan`
form-only-proposals = chưa có trường hợp nào đã xác nhận để đưa vào Mẫu số { $number }; chưa đưa vào { $count } trường hợp cần xác nhận
form-hint-confirm = `tokenctl roster confirm` hỏi từng trường hợp một lần; `--proposed` đưa vào cả các trường hợp cần xác nhận
form-others-central = ghi chú: { $count } người dùng ký số tập trung được lập văn bản riêng: `tokenctl request new --central`
form-others-not-central = ghi chú: { $count } người không dùng ký số tập trung không có trong văn bản này: `tokenctl request new`
form-pdf-not-a-letter = `--pdf` chỉ dùng với văn bản
form-pdf-hint-letter = thêm `--output TỆP.docx`
form-pdf-no-libreoffice = chưa ghi tệp PDF: không tìm thấy LibreOffice
form-pdf-not-started = chưa ghi tệp PDF: không dùng được LibreOffice: { $cause }
form-pdf-too-long = chưa ghi tệp PDF: LibreOffice chạy quá { $seconds } giây và đã bị dừng
form-pdf-not-made = chưa ghi tệp PDF: LibreOffice không tạo được
form-pdf-interrupted = chưa ghi tệp PDF: đã dừng theo yêu cầu
form-pdf-hint = đã có tệp DOCX; mở bằng phần mềm soạn thảo văn bản rồi lưu thành PDF
form-pdf-written = đã ghi: { $file }
form-units = số văn bản: { $count }{ $left ->
    [0] {""}
   *[other] ; chưa đưa vào { $left } trường hợp cần xác nhận, xem `tokenctl plan`
 }
