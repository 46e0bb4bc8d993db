# Bản kiểm kê đã lưu không đọc được.
saved-empty = tệp rỗng
saved-too-large = tệp có { $bytes } byte; chỉ đọc nhiều nhất { $limit } byte
saved-too-many-tokens = tệp liệt kê { $tokens } thiết bị; chỉ đọc nhiều nhất { $limit } thiết bị
saved-truncated = tệp bị cụt giữa chừng, ở dòng { $line }, cột { $column }
saved-not-json = dòng { $line }, cột { $column } không phải JSON: { $fault }
saved-too-deep = dòng { $line }, cột { $column }: lồng nhau quá sâu, không thể là bản kiểm kê
saved-not-ours = tệp là JSON nhưng không phải tài liệu của `tokenctl`
saved-other-schema = tài liệu theo lược đồ `{ $found }`; phiên bản này đọc `{ $expected }`
saved-other-kind = tài liệu là báo cáo `{ $found }`; ở đây cần: `{ $expected }`
saved-duplicate-key = `{ $field }` xuất hiện hai lần, lần thứ hai ở dòng { $line }, cột { $column }
saved-field = `{ $field }` ở dòng { $line }, cột { $column } không hợp lệ: { $fault }
saved-hint-read-again = kiểm kê lại: `tokenctl inventory --output inventory.json --force`
saved-hint-other-version = kiểm kê lại bằng phiên bản này, hoặc đọc tệp bằng phiên bản đã ghi tệp
saved-none-in-folder = thư mục `{ $folder }` không có bản kiểm kê nào (`*.json`)
saved-cannot-read = không đọc được bản kiểm kê đã lưu `{ $path }`
saved-left-out = cảnh báo: bỏ qua `{ $path }`: { $fault }
