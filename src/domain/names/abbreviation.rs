//! Abbreviations of agencies as used in lists and letters, with their meanings.
//!
//! Pitfall: `P.` is phường or phòng, `TT.` thị trấn or trung tâm: such a name has a reading for each. A single letter
//! without a dot is an abbreviation only inside a name (`UBND P Cửa Nam`), not at its end (`Trường X`).

use std::collections::{BTreeMap, HashMap};

use super::word::{Word, joined, words};

/// The maximum number of readings of a name.
const MOST_READINGS: usize = 8;

/// Where an abbreviation is recognised.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Where {
    /// Anywhere.
    Anywhere,
    /// With a dot after it, or inside a name.
    Dotted,
    /// At the beginning, after `trường`, or joined with another school by `&`.
    School,
    /// At the beginning: elsewhere these letters may be a word.
    First,
}

use Where::{Anywhere, Dotted, First, School};

/// The built-in abbreviations.
const BUILT_IN: &[(&str, Where, &[&str])] = &[
    ("UBND", Anywhere, &["ủy ban nhân dân"]),
    ("UB ND", Anywhere, &["ủy ban nhân dân"]),
    ("HĐND", Anywhere, &["hội đồng nhân dân"]),
    ("VPUBND", Anywhere, &["văn phòng ủy ban nhân dân"]),
    ("VPHĐND", Anywhere, &["văn phòng hội đồng nhân dân"]),
    ("ĐU", First, &["đảng ủy"]),
    ("VP ĐU", First, &["văn phòng đảng ủy"]),
    ("CA", First, &["công an"]),
    ("CHQS", Anywhere, &["chỉ huy quân sự"]),
    ("BCHQS", Anywhere, &["ban chỉ huy quân sự"]),
    ("BCH QS", Anywhere, &["ban chỉ huy quân sự"]),
    ("LHPN", Anywhere, &["liên hiệp phụ nữ"]),
    ("CCB", Anywhere, &["cựu chiến binh"]),
    ("Hội ND", Anywhere, &["hội nông dân"]),
    ("TNCS HCM", Anywhere, &["thanh niên cộng sản hồ chí minh"]),
    ("TNCSHCM", Anywhere, &["thanh niên cộng sản hồ chí minh"]),
    ("TNCS", Anywhere, &["thanh niên cộng sản"]),
    ("Đoàn TN", Anywhere, &["đoàn thanh niên"]),
    ("ĐTN", First, &["đoàn thanh niên"]),
    ("TAND", Anywhere, &["tòa án nhân dân"]),
    ("VKSND", Anywhere, &["viện kiểm sát nhân dân"]),
    ("KBNN", Anywhere, &["kho bạc nhà nước"]),
    ("BHXH", Anywhere, &["bảo hiểm xã hội"]),
    ("CN", First, &["chi nhánh"]),
    ("ĐKĐĐ", Anywhere, &["đăng ký đất đai"]),
    ("ĐHQG", Anywhere, &["đại học quốc gia"]),
    ("HĐND UBND", Anywhere, &["hội đồng nhân dân và ủy ban nhân dân"]),
    ("UBMTTQ", Anywhere, &["ủy ban mặt trận tổ quốc"]),
    ("UB MTTQ", Anywhere, &["ủy ban mặt trận tổ quốc"]),
    ("UB MTTQ VN", Anywhere, &["ủy ban mặt trận tổ quốc"]),
    ("UBMTTQVN", Anywhere, &["ủy ban mặt trận tổ quốc"]),
    ("UBMTTQ VN", Anywhere, &["ủy ban mặt trận tổ quốc"]),
    ("MTTQ", Anywhere, &["mặt trận tổ quốc"]),
    ("MTTQVN", Anywhere, &["mặt trận tổ quốc"]),
    ("MTTQ VN", Anywhere, &["mặt trận tổ quốc"]),
    ("THPT", Anywhere, &["trung học phổ thông"]),
    ("PTTH", Anywhere, &["trung học phổ thông"]),
    ("THCS", Anywhere, &["trung học cơ sở"]),
    ("PTCS", Anywhere, &["phổ thông cơ sở"]),
    ("PTDTNT", Anywhere, &["phổ thông dân tộc nội trú"]),
    ("PTDTBT", Anywhere, &["phổ thông dân tộc bán trú"]),
    ("TH", School, &["tiểu học"]),
    ("MN", School, &["mầm non"]),
    ("MG", School, &["mẫu giáo"]),
    ("GDTX", Anywhere, &["giáo dục thường xuyên"]),
    ("GDNN", Anywhere, &["giáo dục nghề nghiệp"]),
    ("TYT", Anywhere, &["trạm y tế"]),
    ("TTYT", Anywhere, &["trung tâm y tế"]),
    ("TTGDTX", Anywhere, &["trung tâm giáo dục thường xuyên"]),
    ("Trạm YT", Anywhere, &["trạm y tế"]),
    ("Trung tâm YT", Anywhere, &["trung tâm y tế"]),
    ("TT YT", Anywhere, &["trung tâm y tế"]),
    ("BV", Anywhere, &["bệnh viện"]),
    ("BV ĐK", Anywhere, &["bệnh viện đa khoa"]),
    ("BVĐK", Anywhere, &["bệnh viện đa khoa"]),
    ("KH&CN", Anywhere, &["khoa học và công nghệ"]),
    ("KHCN", Anywhere, &["khoa học và công nghệ"]),
    ("KH CN", Anywhere, &["khoa học và công nghệ"]),
    ("TT&TT", Anywhere, &["thông tin và truyền thông"]),
    ("TTTT", Anywhere, &["thông tin và truyền thông"]),
    ("TN&MT", Anywhere, &["tài nguyên và môi trường"]),
    ("TNMT", Anywhere, &["tài nguyên và môi trường"]),
    ("TN MT", Anywhere, &["tài nguyên và môi trường"]),
    ("NN&MT", Anywhere, &["nông nghiệp và môi trường"]),
    ("NNMT", Anywhere, &["nông nghiệp và môi trường"]),
    ("NN&PTNT", Anywhere, &["nông nghiệp và phát triển nông thôn"]),
    ("NNPTNT", Anywhere, &["nông nghiệp và phát triển nông thôn"]),
    ("GD&ĐT", Anywhere, &["giáo dục và đào tạo"]),
    ("GDĐT", Anywhere, &["giáo dục và đào tạo"]),
    ("PGD&ĐT", Anywhere, &["phòng giáo dục và đào tạo"]),
    ("PGDĐT", Anywhere, &["phòng giáo dục và đào tạo"]),
    ("SGD&ĐT", Anywhere, &["sở giáo dục và đào tạo"]),
    ("GD ĐT", Anywhere, &["giáo dục và đào tạo"]),
    ("LĐTB&XH", Anywhere, &["lao động thương binh và xã hội"]),
    ("LĐ TB&XH", Anywhere, &["lao động thương binh và xã hội"]),
    ("LĐTBXH", Anywhere, &["lao động thương binh và xã hội"]),
    ("LĐ TBXH", Anywhere, &["lao động thương binh và xã hội"]),
    ("KH&ĐT", Anywhere, &["kế hoạch và đầu tư"]),
    ("KHĐT", Anywhere, &["kế hoạch và đầu tư"]),
    ("KH ĐT", Anywhere, &["kế hoạch và đầu tư"]),
    ("TC KH", Anywhere, &["tài chính kế hoạch"]),
    ("TCKH", Anywhere, &["tài chính kế hoạch"]),
    ("VHTT&DL", Anywhere, &["văn hóa thể thao và du lịch"]),
    ("VHTTDL", Anywhere, &["văn hóa thể thao và du lịch"]),
    ("VH TT&DL", Anywhere, &["văn hóa thể thao và du lịch"]),
    ("VHTT DL", Anywhere, &["văn hóa thể thao và du lịch"]),
    ("VHTT", Anywhere, &["văn hóa thông tin", "văn hóa và thông tin", "văn hóa và thể thao", "văn hóa thể thao"]),
    ("VH TT", Anywhere, &["văn hóa thông tin", "văn hóa và thông tin", "văn hóa và thể thao", "văn hóa thể thao"]),
    ("TTVHTT", Anywhere, &["trung tâm văn hóa thông tin", "trung tâm văn hóa thể thao"]),
    ("TTVH TT&TT", Anywhere, &["trung tâm văn hóa thông tin và thể thao"]),
    ("VH TT&TT", Anywhere, &["văn hóa thông tin và thể thao"]),
    ("VHXH", Anywhere, &["văn hóa xã hội"]),
    ("VH XH", Anywhere, &["văn hóa xã hội"]),
    ("KT HT&ĐT", Anywhere, &["kinh tế hạ tầng và đô thị"]),
    ("KTHT&ĐT", Anywhere, &["kinh tế hạ tầng và đô thị"]),
    ("KTHTĐT", Anywhere, &["kinh tế hạ tầng và đô thị"]),
    ("KTHT", Anywhere, &["kinh tế hạ tầng"]),
    ("KT HT", Anywhere, &["kinh tế hạ tầng"]),
    ("QHKT", Anywhere, &["quy hoạch kiến trúc"]),
    ("QLĐT", Anywhere, &["quản lý đô thị"]),
    ("QLDA", Anywhere, &["quản lý dự án"]),
    ("ĐTXD", Anywhere, &["đầu tư xây dựng"]),
    ("XD", Anywhere, &["xây dựng"]),
    ("TTHCC", Anywhere, &["trung tâm hành chính công"]),
    ("GTVT", Anywhere, &["giao thông vận tải"]),
    ("PVHCC", Anywhere, &["phục vụ hành chính công"]),
    ("TTPVHCC", Anywhere, &["trung tâm phục vụ hành chính công"]),
    ("BQL", Anywhere, &["ban quản lý"]),
    ("BQLDA", Anywhere, &["ban quản lý dự án"]),
    ("VP", Anywhere, &["văn phòng"]),
    ("TP", Anywhere, &["thành phố"]),
    ("TPHCM", Anywhere, &["thành phố hồ chí minh"]),
    ("TP HCM", Anywhere, &["thành phố hồ chí minh"]),
    ("TX", Anywhere, &["thị xã"]),
    ("TT", Anywhere, &["thị trấn", "trung tâm"]),
    ("P", Dotted, &["phường", "phòng"]),
    ("X", Dotted, &["xã"]),
    ("Q", Dotted, &["quận"]),
    ("H", Dotted, &["huyện"]),
    ("T", Dotted, &["tỉnh"]),
];

/// Words after `P.` and `TT.` that make the second reading more likely.
const SECOND_BEFORE: &[&str] = &[
    "nội vụ",
    "kinh tế",
    "tài chính",
    "văn hóa",
    "tư pháp",
    "giáo dục",
    "quản lý",
    "lao động",
    "nông nghiệp",
    "tổ chức",
    "hành chính",
    "kế toán",
    "dân tộc",
    "khoa học",
    "công thương",
    "xây dựng",
    "y tế",
    "tài nguyên",
    "phục vụ",
    "phát triển",
    "dịch vụ",
    "kiểm soát",
    "chính trị",
    "bồi dưỡng",
    "công nghệ",
];

/// What a school's name may begin with if the word `trường` is omitted.
const SCHOOLS: &[&str] = &[
    "tiểu học",
    "trung học cơ sở",
    "trung học phổ thông",
    "mầm non",
    "mẫu giáo",
    "phổ thông dân tộc",
    "phổ thông cơ sở",
];

/// Spellings of the same name: the second is compared as the first.
const ONE_NAME: &[(&str, &str)] = &[
    ("mặt trận tổ quốc", "mặt trận tổ quốc việt nam"),
    ("hội đồng nhân dân và ủy ban nhân dân", "hội đồng nhân dân ủy ban nhân dân"),
    ("tiểu học và trung học cơ sở", "tiểu học trung học cơ sở"),
    ("trung học cơ sở và trung học phổ thông", "trung học cơ sở trung học phổ thông"),
    ("mầm non và tiểu học", "mầm non tiểu học"),
];

/// Abbreviations written without a space before the next word; longer ones first.
const GLUED_BEFORE: &[&str] = &["ubmttq", "ubnd", "hđnd", "thcs", "thpt", "mttq"];

/// Words written without a space before a number or an abbreviation.
const UNITS: &[&str] = &["trường", "phường", "phòng", "quận", "trạm", "xã", "sở", "ban"];

/// Numbers of agencies in Roman numerals. `vi` and `xi` may be names, and a single letter is not a number.
const ROMAN: &[(&str, &str)] = &[
    ("ii", "2"),
    ("iii", "3"),
    ("iv", "4"),
    ("vii", "7"),
    ("viii", "8"),
    ("ix", "9"),
    ("xii", "12"),
    ("xiii", "13"),
    ("xiv", "14"),
    ("xv", "15"),
    ("xvi", "16"),
];

#[derive(Debug)]
struct Rule {
    place: Where,
    /// From the config.
    is_own: bool,
    words: Vec<String>,
    meanings: Vec<Vec<String>>,
}

/// Every abbreviation, by its first word.
#[derive(Debug)]
pub(super) struct Table {
    rules: HashMap<String, Vec<Rule>>,
    second_before: Vec<Vec<String>>,
    schools: Vec<Vec<String>>,
    one_name: Vec<(Vec<String>, Vec<String>)>,
}

impl Table {
    /// The built-in abbreviations, after an agency's own.
    pub(super) fn new(own: &BTreeMap<String, String>, y_as_i: bool) -> Self {
        let texts = |text: &str| words(text, y_as_i).into_iter().map(|word| word.text).collect::<Vec<_>>();
        let mut rules: HashMap<String, Vec<Rule>> = HashMap::new();
        let own = own.iter().map(|(short, long)| {
            (short.as_str(), if short.trim_end().ends_with('.') { Dotted } else { Anywhere }, true, vec![long.as_str()])
        });
        let built_in = BUILT_IN.iter().map(|(short, place, meanings)| (*short, *place, false, meanings.to_vec()));
        for (short, place, is_own, meanings) in own.chain(built_in) {
            let words = texts(short);
            let Some(first) = words.first() else { continue };
            let found = rules.entry(first.clone()).or_default();
            if found.iter().all(|rule| rule.words != words) {
                let meanings = meanings.into_iter().map(texts).collect();
                found.push(Rule { place, is_own, words, meanings });
            }
        }
        for found in rules.values_mut() {
            found.sort_by_key(|rule| std::cmp::Reverse(rule.words.len()));
        }
        Self {
            rules,
            second_before: SECOND_BEFORE.iter().map(|text| texts(text)).collect(),
            schools: SCHOOLS.iter().map(|text| texts(text)).collect(),
            one_name: ONE_NAME.iter().map(|(one, other)| (texts(one), texts(other))).collect(),
        }
    }

    /// What a name can mean, most likely first.
    pub(super) fn readings(&self, words: Vec<Word>) -> Vec<String> {
        let words = self.joined_letters(self.taken_apart(words)).into_iter().map(numbered).collect::<Vec<_>>();
        let mut readings: Vec<Vec<Word>> = vec![Vec::with_capacity(words.len() + 4)];
        let mut at = 0;
        while let Some(word) = words.get(at) {
            match self.rule_at(&words, at) {
                None => {
                    for reading in &mut readings {
                        reading.push(word.clone());
                    }
                    at += 1;
                }
                Some(rule) => {
                    at += rule.words.len();
                    readings = self.branched(&readings, rule, words.get(at..).unwrap_or_default());
                }
            }
        }
        let mut found = Vec::with_capacity(readings.len());
        for reading in readings {
            let text = joined(&self.settled(&reading));
            if !found.contains(&text) {
                found.push(text);
            }
        }
        found
    }

    /// `P1` is `P. 1`; `UBNDphường`, `TrườngTHCS` and `Phường1` lack a space.
    fn taken_apart(&self, words: Vec<Word>) -> Vec<Word> {
        if words.iter().all(|word| self.halves(word).is_none()) {
            return words;
        }
        let mut found = Vec::with_capacity(words.len() + 2);
        for word in words {
            let mut rest = word;
            while let Some((first, second)) = self.halves(&rest) {
                found.push(first);
                rest = second;
            }
            found.push(rest);
        }
        found
    }

    /// A word written without a space: its known beginning, and the rest.
    fn halves(&self, word: &Word) -> Option<(Word, Word)> {
        let text = word.text.as_str();
        if self.rules.contains_key(text) {
            return None;
        }
        let strip = |known: &'static str| Some((known, text.strip_prefix(known)?)).filter(|(_, rest)| !rest.is_empty());
        let is_number = |rest: &str| rest.bytes().all(|byte| byte.is_ascii_digit());
        let short = GLUED_BEFORE.iter().find_map(|known| strip(known));
        let long = UNITS.iter().find_map(|known| strip(known)).filter(|(_, rest)| {
            is_number(rest)
                || GLUED_BEFORE.iter().any(|known| rest.starts_with(known))
                || (rest.chars().nth(1).is_some() && self.rules.contains_key(*rest))
        });
        let numbered = ["p", "q"].into_iter().find_map(strip).filter(|(_, rest)| rest.len() <= 2 && is_number(rest));
        let (known, rest) = short.or(long).or(numbered)?;
        let first = Word { text: known.to_owned(), dotted: known.len() == 1, touches_next: false };
        Some((first, Word { text: rest.to_owned(), ..word.clone() }))
    }

    /// `U.B.N.D` is `UBND`.
    fn joined_letters(&self, words: Vec<Word>) -> Vec<Word> {
        let is_letter = |word: &Word| word.text.chars().count() == 1 && word.text.chars().all(char::is_alphabetic);
        if !words.iter().any(|word| word.touches_next && is_letter(word)) {
            return words;
        }
        let mut found: Vec<Word> = Vec::with_capacity(words.len());
        let mut rest = words.as_slice();
        while let Some(first) = rest.first() {
            let open = rest.iter().take_while(|word| is_letter(word) && word.touches_next).count();
            let length = open + usize::from(rest.get(open).is_some_and(is_letter));
            let letters = rest.get(..length).unwrap_or_default();
            let text: String = letters.iter().map(|word| word.text.as_str()).collect();
            let is_known = || self.rules.get(&text).is_some_and(|rules| rules.iter().any(|rule| rule.words.len() == 1));
            if length > 1 && is_known() {
                found.push(Word { text, dotted: true, touches_next: false });
                rest = rest.get(length..).unwrap_or_default();
            } else {
                found.push(first.clone());
                rest = rest.get(1..).unwrap_or_default();
            }
        }
        found
    }

    fn rule_at(&self, words: &[Word], at: usize) -> Option<&Rule> {
        let rest = words.get(at..)?;
        let rules = self.rules.get(&rest.first()?.text)?;
        let before = at.checked_sub(1).and_then(|before| words.get(before));
        rules.iter().find(|rule| {
            let behind = rest.get(rule.words.len());
            begins_with(rest, &rule.words)
                && match rule.place {
                    Anywhere => true,
                    // A dot at the very end ends the sentence.
                    Dotted if rest.first().is_some_and(|word| word.dotted) => behind.is_some() || rule.is_own,
                    Dotted => before.is_some() && behind.is_some(),
                    First => before.is_none(),
                    School => {
                        before.is_none_or(|before| before.text == "trường")
                            || behind.is_some_and(|one| one.text == "và")
                    }
                }
        })
    }

    /// Every reading so far, extended by each meaning.
    fn branched(&self, readings: &[Vec<Word>], rule: &Rule, rest: &[Word]) -> Vec<Vec<Word>> {
        let mut meanings: Vec<&Vec<String>> = rule.meanings.iter().collect();
        if meanings.len() > 1 && self.second_before.iter().any(|next| begins_with(rest, next)) {
            meanings.reverse();
        }
        if readings.len() * meanings.len() > MOST_READINGS {
            meanings.truncate(1);
        }
        let with = |reading: &Vec<Word>, meaning: &[String]| {
            let mut reading = reading.clone();
            reading.extend(meaning.iter().map(|word| Word::plain(word)));
            reading
        };
        meanings
            .iter()
            .flat_map(|meaning| readings.iter().map(|reading| with(reading, meaning)).collect::<Vec<_>>())
            .collect()
    }

    /// Names with several spellings, and schools without the word.
    fn settled(&self, words: &[Word]) -> Vec<Word> {
        let mut found: Vec<Word> = Vec::with_capacity(words.len() + 1);
        if self.schools.iter().any(|school| begins_with(words, school)) {
            found.push(Word::plain("trường"));
        }
        let mut rest = words;
        while let Some(first) = rest.first() {
            let Some((one, other)) = self.one_name.iter().find(|(_, other)| begins_with(rest, other)) else {
                found.push(first.clone());
                rest = rest.get(1..).unwrap_or_default();
                continue;
            };
            found.extend(one.iter().map(|word| Word::plain(word)));
            rest = rest.get(other.len()..).unwrap_or_default();
            // The omitted word may now be there twice.
            let doubled = other.get(one.len()..).filter(|doubled| !doubled.is_empty());
            while let Some(doubled) = doubled.filter(|doubled| begins_with(rest, doubled)) {
                rest = rest.get(doubled.len()..).unwrap_or_default();
            }
        }
        found
    }
}

/// A number in a single spelling: 1 for 01, 2 for II.
fn numbered(word: Word) -> Word {
    let text = match ROMAN.iter().find(|(roman, _)| *roman == word.text) {
        Some((_, number)) => (*number).to_owned(),
        None if word.text.len() > 1 && word.text.bytes().all(|byte| byte.is_ascii_digit()) => {
            let significant = word.text.trim_start_matches('0');
            if significant.is_empty() { "0".to_owned() } else { significant.to_owned() }
        }
        None => return word,
    };
    Word { text, ..word }
}

fn begins_with(words: &[Word], wanted: &[String]) -> bool {
    words.len() >= wanted.len() && words.iter().zip(wanted).all(|(word, wanted)| word.text == *wanted)
}
