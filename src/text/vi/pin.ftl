# Mã PIN: quy định cho mã mới, các trạng thái, ý nghĩa của mã trả về.
pin-policy-refused = mã PIN mới không được chấp nhận: { $violations }
pin-policy-and = { $first }; { $rest }
pin-policy-none = không rõ lý do
pin-policy-too-short = mã có { $length } ký tự, quy định yêu cầu ít nhất { $min }
pin-policy-too-short-for-token = mã có { $length } byte, thiết bị yêu cầu ít nhất { $min }
pin-policy-too-long-for-token = mã có { $length } byte, thiết bị chỉ nhận tối đa { $max }
pin-policy-no-upper = mã không có chữ hoa
pin-policy-no-lower = mã không có chữ thường
pin-policy-no-digit = mã không có chữ số
pin-policy-well-known = mã thuộc số các mã PIN phổ biến mà ai cũng thử đầu tiên
pin-policy-same-as-old = mã trùng với mã cũ
pin-policy-control-character = mã chứa ký tự điều khiển
pin-policy-not-ascii = mã chứa chữ cái ngoài `A`–`Z`, `a`–`z`, thường do bộ gõ tiếng Việt tạo ra; phần mềm khác có thể gửi mã đó thành các byte khác và làm mất lượt thử
pin-policy-blanks = mã có dấu cách ở đầu hoặc cuối
pin-policy-not-utf8 = mã không phải văn bản UTF-8
pin-policy-hint = chưa có gì được gửi tới thiết bị; hãy chọn mã khác hoặc dùng `--generate` để chương trình tự tạo
