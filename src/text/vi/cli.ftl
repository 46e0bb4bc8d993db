# The command line: summaries, options, usage errors. Found by the names of commands and options.
cli-start =
    tokenctl quản trị các thiết bị lưu khóa bí mật theo chuẩn PKCS#11. Bắt đầu với:

      tokenctl inventory            mọi thiết bị, khóa và chứng thư đang cắm vào máy
      tokenctl check                chứng thư nào hết hạn, sắp hết hạn, thiết bị nào bị khóa
      tokenctl token list           các thiết bị và trạng thái mã PIN
      tokenctl cert list            các chứng thư, người giữ và số ngày còn lại
      tokenctl driver list          tìm thấy trình điều khiển nào, vì sao có cái không dùng được

    `tokenctl --help` liệt kê mọi lệnh; `--lang en` dùng tiếng Anh.
cli-heading-usage = Cách dùng:
cli-heading-commands = Các lệnh
cli-heading-arguments = Tham số
cli-heading-options = Tùy chọn
cli-heading-global = Tùy chọn chung
cli-about = Quản trị thiết bị lưu khóa bí mật PKCS#11: kiểm kê, thời hạn, khôi phục PIN, hồ sơ đề nghị
cli-about-inventory = Đọc mọi thiết bị, khóa và chứng thư vào một tài liệu
cli-about-check = Kiểm tra thời hạn và tình trạng; mã thoát 0, 10 (cảnh báo) hoặc 11 (nghiêm trọng)
cli-about-token = Thiết bị và trạng thái mã PIN
cli-about-token-list = Liệt kê thiết bị kèm người giữ, số hiệu, trạng thái PIN và số lượng
cli-about-token-show = Trình bày đầy đủ thiết bị, kèm các cơ chế
cli-about-cert = Chứng thư trên thiết bị
cli-about-cert-list = Liệt kê chứng thư kèm người giữ, thời hạn, số ngày còn lại và khóa đi kèm
cli-about-cert-show = Trình bày đầy đủ một chứng thư
cli-about-cert-export = Xuất một chứng thư dạng PEM, hoặc DER với --der
cli-about-key = Khóa trên thiết bị
cli-about-key-list = Liệt kê khóa; khóa bí mật chỉ hiện sau --login
cli-about-driver = Trình điều khiển PKCS#11
cli-about-driver-list = Liệt kê các trình điều khiển tìm thấy, hoặc vì sao không dùng được
cli-about-completions = In tập lệnh hoàn thành dòng lệnh cho một trình vỏ
cli-about-man = Ghi các trang hướng dẫn vào một thư mục
cli-option-help = In trợ giúp
cli-option-version = In phiên bản
cli-option-module = Dùng trình điều khiển PKCS#11 này; có thể lặp lại [nếu không: TOKENCTL_MODULE, rồi mọi trình điều khiển tìm thấy]
cli-option-token = Chỉ thiết bị này: serial:S, label:L, reader:R, slot:N, pkcs11:URI, hoặc số hiệu hay nhãn
cli-option-format = table, json, jsonl, csv hoặc xlsx, tùy lệnh [mặc định: theo đuôi của --output, nếu không thì table]
cli-option-output = Ghi vào tệp này, trọn vẹn hoặc không ghi gì; - là đầu ra chuẩn
cli-option-force = Thay tệp đã có
cli-option-lang = Ngôn ngữ của bảng và thông báo: vi hoặc en
cli-option-at = Xét thời hạn tại ngày hay giờ này thay vì hiện tại
cli-option-timeout = Số giây tối đa cho một lời gọi đọc [mặc định: 30]
cli-option-pin-timeout = Số giây cho lời gọi dùng mã PIN; lời gọi này không bao giờ bị ngắt [mặc định: 120]
cli-option-jobs = Số khe đọc cùng lúc của một trình điều khiển [mặc định: 32]
cli-option-hosts = Số tiến trình cho mỗi trình điều khiển chỉ phục vụ được từng khe một [mặc định: 1]
cli-option-batch = Không hỏi gì
cli-option-color = Màu: auto, always hoặc never [mặc định: auto]
cli-option-no-bom = Bỏ dấu thứ tự byte ở đầu CSV
cli-option-quiet = Không hiện tiến độ và lời nhắc
cli-option-verbose = Hiện những gì trình điều khiển in ra
cli-option-login = Đăng nhập với tư cách người dùng vào đúng một thiết bị, một lần, để thấy khóa bí mật
cli-option-pin-file = Đọc mã PIN người dùng từ tệp này
cli-option-pin-stdin = Đọc mã PIN người dùng từ đầu vào chuẩn
cli-option-pin-env = Đọc mã PIN người dùng từ biến môi trường này
cli-option-allow-last-try = Vẫn gửi mã PIN dù sai lần này là khóa thiết bị
cli-option-add-to = Gộp lần đọc này vào bản kiểm kê đã lưu (JSON), tạo mới nếu chưa có
cli-option-warn = Từ mức này chứng thư bị coi là sắp hết hạn: số ngày còn lại (90d) hoặc một ngày [mặc định: 90d]
cli-option-crit = Từ mức này là nghiêm trọng: số ngày còn lại (15d) hoặc một ngày [mặc định: 15d]
cli-option-nagios = Một dòng cho hệ thống giám sát kèm số liệu; mã thoát 0, 1, 2 hoặc 3
cli-option-from = Kiểm tra bản kiểm kê đã lưu này thay vì thiết bị đang cắm
cli-option-certificate = Chứng thư, theo phần đầu SHA-256, số hiệu, id hoặc nhãn [mặc định: chứng thư hiện hành]
cli-option-der = DER thay cho PEM
cli-option-shell = bash, zsh, fish, powershell hoặc elvish
cli-option-folder = Thư mục, được tạo nếu chưa có
cli-error-at = `{ $value }` không phải là ngày (2026-11-22, 22/11/2026) hay thời điểm (2026-11-22T08:00:00Z)
cli-error-language = `{ $value }` không phải là ngôn ngữ của công cụ: vi hoặc en
cli-error-threshold = `{ $value }` không phải là số ngày (90d) hay một ngày (2026-12-31)
cli-error-seconds = `{ $value }` không phải là số giây từ 1 đến 86400
cli-error-jobs = `{ $value }` không phải là số từ 1 đến 256
cli-error-format = lệnh này không trình bày được dưới dạng { $format }
cli-error-format-conflict = `--format { $option }` và đuôi .{ $extension } của tệp ra trái ngược nhau
cli-error-binary = { $format } không phải là văn bản nên không in ra màn hình được
cli-error-extension = đuôi của `{ $path }` không cho biết định dạng; hãy thêm `--format`
cli-error-pin-without-login = có nêu nguồn mã PIN nhưng không đăng nhập; hãy thêm `--login`
cli-error-time-zone = cấu hình nêu múi giờ `{ $zone }`, múi giờ này không tồn tại
cli-error-configured-threshold = cấu hình đặt `check.{ $name }` là `{ $value }`, không phải số ngày (90d) hay một ngày
cli-error-suggestion = { $sentence }; có phải ý là `{ $suggestion }`?
cli-error-value = giá trị của `{ $option }` không đúng: { $reason }
cli-error-missing-value = `{ $option }` cần một giá trị
cli-error-bad-value = `{ $value }` không phải là giá trị của `{ $option }`
cli-error-not-one-of = `{ $value }` không phải là giá trị của `{ $option }`: chỉ nhận { $valid }
cli-error-unknown-option = ở đây không có tùy chọn `{ $option }`
cli-error-unknown-command = không có lệnh `{ $command }`
cli-error-missing-command = thiếu lệnh
cli-error-missing = còn thiếu: { $options }
cli-error-conflict = `{ $option }` và `{ $other }` không đi cùng nhau được
cli-error-utf8 = một tham số không phải là UTF-8 hợp lệ
cli-error-other = không hiểu được dòng lệnh
cli-hint-help = `tokenctl --help` liệt kê mọi lệnh và tùy chọn
cli-hint-output = hãy thêm `--output TỆP.{ $format }`
