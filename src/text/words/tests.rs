//! Words that no sentence may use: each thing has one word, and each language its own style (CONTRIBUTING.md,
//! "Words").
//!
//! A phrase is looked for in the text for people, without literals in backticks, without variables, whole words only.

use super::{AREAS, Language};

/// A phrase that is not used, longer ones that may be, and the replacement.
struct Banned(&'static str, &'static [&'static str], &'static str);

/// A sentence that may use a phrase, and why.
struct Allowed(&'static str, &'static str, &'static str);

const ENGLISH: &[Banned] = &[
    Banned("anew", &[], "again"),
    Banned("bodies", &[], "agencies"),
    Banned("body", &[], "agency"),
    Banned("burns", &[], "uses"),
    Banned("careful", &[], "warning:"),
    Banned("certification authority", &[], "CA"),
    Banned("contradict each other", &[], "does not match"),
    Banned("costs", &[], "uses"),
    Banned("deed", &[], "action"),
    Banned("department", &["department of science and technology"], "unit"),
    Banned("device", &["usb device"], "token"),
    Banned("devices", &[], "tokens"),
    Banned("did not come back", &[], "did not return"),
    Banned("effective", &[], "valid"),
    Banned("fault of tokenctl", &[], "bug in tokenctl"),
    Banned("final try", &[], "last try"),
    Banned("foreign", &[], "key mismatch"),
    Banned("go together", &[], "cannot be used with"),
    Banned("goes onto", &[], "goes to"),
    Banned("held against", &[], "compared with"),
    Banned("is no", &["is no longer"], "is not a"),
    Banned("are no", &["are no longer"], "are not"),
    Banned("last day", &[], "deadline"),
    Banned("longer than any", &[], "too long"),
    Banned("made up", &[], "generated"),
    Banned("make up", &[], "generate"),
    Banned("mend", &[], "correct"),
    Banned("module", &[], "driver"),
    Banned("nobody", &[], "name what is missing"),
    Banned("not a word", &[], "silently"),
    Banned("octet", &[], "byte"),
    Banned("octets", &[], "bytes"),
    Banned("orphan", &[], "no key"),
    Banned("persons", &[], "people"),
    Banned("proposal", &[], "match to confirm"),
    Banned("proposals", &[], "matches to confirm"),
    Banned("put back", &[], "restored"),
    Banned("puts the counter back", &[], "resets the counter"),
    Banned("readings", &[], "inventories"),
    Banned("right one", &[], "correct one"),
    Banned("roster", &["roster check", "docs roster md"], "staff list"),
    Banned("so many", &[], "this many"),
    Banned("spend", &[], "use"),
    Banned("spends", &[], "uses"),
    Banned("spent", &[], "used"),
    Banned("stand", &[], "is, appears"),
    Banned("stands", &[], "is, appears"),
    Banned("subscriber", &[], "holder"),
    Banned("subscribers", &[], "holders"),
    Banned("take the inventory", &[], "run the inventory"),
    Banned("tell", &[], "show, report"),
    Banned("tells", &[], "shows, reports"),
    Banned("told", &[], "shown, reported"),
    Banned("to be filled", &[], "to fill in"),
    Banned("wants", &[], "requires"),
    Banned("within its dates", &[], "valid by date"),
    Banned("within their dates", &[], "valid by date"),
];

const VIETNAMESE: &[Banned] = &[
    Banned("bạn", &[], "không xưng hô"),
    Banned("bảng kê", &[], "bản kiểm kê"),
    Banned("bị chặn", &[], "bị khóa"),
    Banned("bộ chọn", &[], "giá trị của `--token`"),
    Banned("ca khác", &[], "tổ chức chứng thực khác"),
    Banned("chủ sở hữu", &[], "thuê bao"),
    Banned("chủ thể", &[], "thuê bao"),
    Banned("chủ thiết bị", &[], "thuê bao"),
    Banned("chưa có gì được", &[], "chưa gửi gì tới thiết bị"),
    Banned("chứng chỉ", &[], "chứng thư"),
    Banned("chức danh", &[], "chức vụ"),
    Banned("chứng minh", &[], "kiểm tra, xác nhận"),
    Banned("chứng thư số", &[], "chứng thư; trong văn bản: chứng thư chữ ký số"),
    Banned("cơ quan cấp chứng thư", &[], "Cục Chứng thực số và Bảo mật thông tin"),
    Banned("dài hơn mọi", &[], "quá dài"),
    Banned("driver", &[], "trình điều khiển"),
    Banned("đã thay thế", &[], "đã được thay thế"),
    Banned("đơn vị cung cấp", &[], "Cục Chứng thực số và Bảo mật thông tin"),
    Banned("đừng", &[], "không"),
    Banned("hãy", &[], "động từ không kèm hãy"),
    Banned("huỷ", &[], "hủy"),
    Banned("kế hoạch", &[], "phương án, danh sách việc cần làm"),
    Banned("kết cục", &[], "chi tiết"),
    Banned("khác khóa", &[], "không khớp khóa"),
    Banned("khe", &["khe cắm"], "khe cắm"),
    Banned("khoá", &[], "khóa"),
    Banned("khóa riêng", &[], "khóa bí mật"),
    Banned("không ai", &[], "nêu rõ điều còn thiếu"),
    Banned("lượt thử", &[], "lần thử"),
    Banned("mã băm", &[], "giá trị băm"),
    Banned("mã kết thúc", &[], "mã thoát"),
    Banned("mã pin quản trị", &[], "SO PIN"),
    Banned("mật khẩu", &[], "mã PIN"),
    Banned("module", &[], "trình điều khiển"),
    Banned("mức độ phủ", &[], "tỷ lệ ký số được"),
    Banned("người giữ", &[], "thuê bao; bên giữ mã"),
    Banned("nhân sự", &[], "cán bộ"),
    Banned("nó", &[], "nhắc lại danh từ"),
    Banned("nơi cấp", &["nơi cấp thiết bị"], "tổ chức cấp"),
    Banned("pin quản trị", &["mã pin quản trị"], "SO PIN"),
    Banned("sổ tính", &[], "tệp XLSX"),
    Banned("thiết bị đầu cuối", &[], "cửa sổ dòng lệnh"),
    Banned("thiết lập", &[], "mục cấu hình"),
    Banned("tình trạng", &[], "trạng thái"),
    Banned("trái ngược", &[], "không khớp"),
    Banned("trình vỏ", &[], "shell"),
    Banned("vui lòng", &[], "động từ không kèm vui lòng"),
    Banned("xin", &[], "động từ không kèm xin"),
];

const ALLOWED: &[Allowed] = &[
    Allowed("discovery-special", "device", "a device file of the system, not a token"),
    Allowed("output-special", "device", "a device file of the system, not a token"),
    Allowed("driver-note-unused", "device", "whatever the driver is for, which may be a TPM"),
    Allowed("roster-heading-unclaimed", "nobody", "a heading of its own in the staff list's report"),
    Allowed("cli-option-so", "mã pin quản trị", "said once, in help"),
    Allowed("secret-prompt-so-pin", "mã pin quản trị", "said once, at the prompt"),
    Allowed("init-prompt-so-pin", "mã pin quản trị", "said once, at the prompt"),
    Allowed("unlock-care-resetting-code", "mã pin quản trị", "the admin PIN of an OpenPGP card, which is no SO PIN"),
    Allowed("config-ask-officer-identity-place", "nơi cấp", "the place of issue of an identity card"),
    Allowed("unlock-care-nss", "mật khẩu", "NSS has passwords"),
    Allowed("unlock-care-safenet-administrator", "mật khẩu", "SafeNet calls it so"),
    Allowed("roster-hint-save-as-xlsx", "mật khẩu", "of a workbook"),
    Allowed("roster-old-or-encrypted-workbook", "mật khẩu", "of a workbook"),
];

/// Every message of a source with its text for people.
fn sentences(source: &str) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    for line in source.lines().filter(|line| !line.starts_with('#')) {
        let begins = line.split_once(" =").filter(|(id, _)| !id.is_empty() && !id.contains([' ', '{', '[', '*']));
        match (begins, found.last_mut()) {
            (Some((id, text)), _) => found.push((id.to_owned(), text.to_owned())),
            (None, Some((_, text))) => {
                text.push('\n');
                // The text beside a command says what it does; the command itself is typed.
                let column = line.trim_start().trim_start_matches(['{', '"', ' ', '}']);
                let column = column.trim_start_matches(|letter: char| letter.is_ascii_digit() || letter == '.');
                let is_command = column.trim_start().starts_with("tokenctl ");
                text.push_str(if is_command { line.rsplit("  ").next().unwrap_or_default() } else { line });
            }
            (None, None) => {}
        }
    }
    found
}

/// The words of a sentence in lower case, each between spaces: no literals, no variables, no punctuation.
fn words(text: &str) -> String {
    let mut read = String::new();
    let (mut is_literal, mut depth) = (false, 0_usize);
    for letter in text.chars() {
        match letter {
            '`' => is_literal = !is_literal,
            // A variable, or the head of one with forms; the forms themselves are read.
            '{' => depth += 1,
            '>' if depth > 0 => depth = 0,
            '}' => depth = depth.saturating_sub(1),
            _ if is_literal || depth > 0 => {}
            _ if letter.is_alphanumeric() || letter == '-' || letter == '_' => read.extend(letter.to_lowercase()),
            _ => read.push(' '),
        }
        if matches!(letter, '`' | '{' | '}') {
            read.push(' ');
        }
    }
    format!(" {} ", read.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// Whether a sentence uses a phrase other than within one of the longer ones.
fn uses(sentence: &str, Banned(phrase, longer, _): &Banned) -> bool {
    let mut words = words(sentence);
    for longer in *longer {
        words = words.replace(&format!(" {longer} "), " – ");
    }
    words.contains(&format!(" {phrase} "))
}

fn of(language: Language) -> (&'static [Banned], Vec<(String, String)>) {
    let source = |area: &super::Area| if language == Language::English { area.english } else { area.vietnamese };
    let banned = if language == Language::English { ENGLISH } else { VIETNAMESE };
    (banned, AREAS.iter().flat_map(|area| sentences(source(area))).collect())
}

#[test]
fn each_thing_has_one_word_in_every_sentence() {
    let mut found = Vec::new();
    for language in Language::ALL {
        let (banned, sentences) = of(language);
        assert!(sentences.len() > 2_000, "they are found: {}", sentences.len());
        for (id, text) in &sentences {
            for phrase in banned.iter().filter(|phrase| uses(text, phrase)) {
                if !ALLOWED.iter().any(|Allowed(sentence, allowed, _)| sentence == id && *allowed == phrase.0) {
                    found.push(format!("{language}, {id}: `{}`; instead: {}: {text}", phrase.0, phrase.2));
                }
            }
        }
    }
    assert!(found.is_empty(), "words of CONTRIBUTING.md, \"Words\":\n{}", found.join("\n"));
}

#[test]
fn every_exception_is_still_needed() {
    for Allowed(id, phrase, reason) in ALLOWED {
        let needed = Language::ALL.into_iter().any(|language| {
            let (banned, sentences) = of(language);
            let used = |text: &str| banned.iter().any(|banned| banned.0 == *phrase && uses(text, banned));
            sentences.iter().any(|(sentence, text)| sentence == id && used(text))
        });
        assert!(needed, "`{id}` does not use `{phrase}` ({reason})");
    }
}

#[test]
fn a_phrase_is_found_as_whole_words_outside_literals_and_variables() {
    let body = Banned("body", &[], "");
    assert!(uses("Name of the Body:", &body), "whatever its case");
    assert!(uses("{ $count ->\n    [one] one body\n   *[other] { $count } agencies\n}", &body), "in any of its forms");
    for other in ["nobody", "`config.body`", "{ $body }: read", "body-name"] {
        assert!(!uses(other, &body), "`{other}` is another word, a literal or a variable");
    }
    let no = Banned("is no", &["is no longer"], "");
    assert!(uses("`x` is no number", &no) && !uses("it is no longer there", &no), "but for the longer phrase");
}

#[test]
fn no_sentence_ends_with_a_period() {
    for language in Language::ALL {
        for (id, text) in of(language).1 {
            // Screens and the head of a file are paragraphs; `No.` is short for number.
            let is_paragraph = text.contains("\n    ") && !text.contains("->");
            assert!(is_paragraph || !text.ends_with('.') || text == " No.", "`{id}` in {language}: {text}");
        }
    }
}
