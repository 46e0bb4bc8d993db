# Các trường hợp cần xác nhận một lần, và tệp quyết định cạnh danh sách cán bộ.
decisions-head = Các quyết định do `tokenctl roster confirm` ghi lại; plan, request, roster check và report đều đọc tệp này.
    answer = "same": đúng người, hai cách ghi cùng một nghĩa; không còn gì cần xác nhận
    answer = "change": đúng người, thay đổi là thật; được đưa vào văn bản đề nghị
    answer = "not-this-person": chứng thư của người khác
    Xóa một mục [[decision]] để được hỏi lại. Khi danh sách hoặc chứng thư thay đổi, câu hỏi được đặt lại.
decisions-cannot-use = không dùng được tệp quyết định `{ $path }`; chưa ghi gì vào tệp
decisions-not-text = tệp không phải văn bản UTF-8
decisions-too-long = tệp quá dài
decisions-syntax = dòng { $line }: { $cause }
decisions-unknown-key = dòng { $line }: không có mục `{ $key }`
decisions-wrong-value = dòng { $line }: giá trị của `{ $key }` không hợp lệ
decisions-missing-key = dòng { $line }: thiếu `{ $key }`
decisions-contradict = dòng { $line }: trái với quyết định ở dòng { $earlier }
decisions-hint = sửa dòng đó, hoặc chuyển tệp đi nơi khác để được hỏi lại từ đầu
decisions-hint-file = chuyển tệp đi nơi khác để được hỏi lại từ đầu
decisions-nobody-to-ask = có { $count } trường hợp cần xác nhận, nhưng không có cửa sổ dòng lệnh để hỏi; chưa ghi gì
decisions-hint-answer = `tokenctl roster confirm --list` liệt kê các trường hợp cần xác nhận; `--answer ID=same` trả lời một trường hợp
decisions-no-such-proposal = không có trường hợp cần xác nhận `{ $id }`; chưa ghi gì
decisions-two-answers = `{ $id }` có hai câu trả lời; chưa ghi gì
decisions-no-change = `{ $id }` không có thay đổi nào; dùng `same` hoặc `not-this-person`; chưa ghi gì
decisions-cancelled = { $count ->
    [0] đã hủy; chưa ghi gì
   *[other] đã hủy; giữ lại { $count } câu trả lời
 }
decisions-terminal-failed = cửa sổ dòng lệnh gặp lỗi: { $cause }
decisions-number = ({ $number }/{ $count }) { $id }
decisions-list =   danh sách, dòng { $row }: { $says }
decisions-certificate =   chứng thư { $serial }: { $says }
decisions-ask-both = 1 đúng người, hai cách ghi là một cơ quan · 2 đúng người, thay đổi là thật · 3 không phải người này · Enter để sau · q dừng:
decisions-ask-person = 1 đúng người · 3 không phải người này · Enter để sau · q dừng:
decisions-ask-change = 1 hai cách ghi là một cơ quan · 2 thay đổi là thật · 3 không phải người này · Enter để sau · q dừng:
decisions-not-an-answer = `{ $typed }` không phải là một trong các câu trả lời
decisions-nothing = Không có trường hợp nào cần xác nhận
decisions-summary = Đã trả lời { $answered }, còn { $open } cần xác nhận, đã quyết định từ trước { $remembered }: `{ $path }`
decisions-change = { $certificate } → { $list }
decisions-column-id = ID
decisions-column-answer = Trả lời
decisions-column-row = Dòng
decisions-column-name = Danh sách
decisions-column-unit = Đơn vị
decisions-column-certificate = Chứng thư
decisions-column-changes = Chứng thư → danh sách
decisions-answer-same = giống nhau
decisions-answer-change = thay đổi
decisions-answer-not-this-person = không phải người này
decisions-answer-open = cần xác nhận
