# Bản kiểm kê đã lưu không đọc được.
saved-empty = Tệp rỗng
saved-too-large = Tệp có { $bytes } byte; chỉ đọc nhiều nhất { $limit } byte
saved-too-many-tokens = Tệp liệt kê { $tokens } thiết bị; chỉ đọc nhiều nhất { $limit } thiết bị
saved-truncated = Tệp bị cụt giữa chừng, ở dòng { $line }, cột { $column }
saved-not-json = Dòng { $line }, cột { $column } không phải JSON: { $fault }
saved-too-deep = Dòng { $line }, cột { $column }: lồng nhau quá sâu, không thể là bản kiểm kê
saved-not-ours = Tệp là JSON nhưng không phải tài liệu của `tokenctl`
saved-other-schema = Tài liệu theo lược đồ `{ $found }`; phiên bản này đọc `{ $expected }`
saved-other-kind = Tài liệu là báo cáo `{ $found }`; ở đây cần `{ $expected }`
saved-duplicate-key = `{ $field }` xuất hiện hai lần, lần thứ hai ở dòng { $line }, cột { $column }
saved-field = `{ $field }` ở dòng { $line }, cột { $column } không hợp lệ: { $fault }
saved-hint-read-again = Hãy kiểm kê lại: `tokenctl inventory --output inventory.json --force`
saved-hint-other-version = Hãy kiểm kê lại bằng phiên bản này, hoặc đọc tệp bằng phiên bản đã ghi ra nó
saved-none-in-folder = Thư mục `{ $folder }` không có bản kiểm kê nào (`*.json`)
saved-cannot-read = Không đọc được bản kiểm kê đã lưu `{ $path }`
saved-left-out = cảnh báo: bỏ qua `{ $path }`: { $fault }
