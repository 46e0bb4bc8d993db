# Đầu đọc có thẻ và không có thẻ, khi trình điều khiển không phục vụ được tất cả cùng lúc.
reader-in = đầu đọc { $reader }: { $failure }
reader-cards-in = { $failure }; { $count ->
    [one] có thẻ trong “{ $readers }”: rút thẻ ra
   *[other] có thẻ trong “{ $readers }”: rút một thẻ ra
} rồi thử lại
reader-not-apart = không đọc riêng được, vì tên đầu đọc { $other } nằm trong tên này; rút thẻ khỏi đầu đọc kia rồi thử lại
reader-not-hidden = không đọc riêng được, vì OpenSC vẫn hiện đầu đọc { $other } dù đã được yêu cầu bỏ qua đầu đọc đó; rút thẻ khỏi đầu đọc kia rồi thử lại
reader-no-copy = không đọc riêng được, vì không ghi được tệp riêng vào thư mục tệp tạm nào (`TMPDIR`, `/tmp`)
reader-note-one-by-one = { $call } không thành công với mọi đầu đọc cùng lúc, nên từng đầu đọc được đọc trong một tiến trình riêng
reader-note-beyond-slots = { $count } đầu đọc nữa được đọc, mỗi đầu đọc trong một tiến trình riêng: OpenSC không có khe cắm cho các đầu đọc này (`max_virtual_slots` trong opensc.conf)
reader-note-no-copy = không ghi được tệp riêng: { $words }
