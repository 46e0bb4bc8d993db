//! The tokens of the demo and their contents: data, no calls.
//!
//! Pitfall: days are counted from the day the tokens are made (`--at`), so a demo made long ago has aged.

use anyhow::Result;
use jiff::ToSpan;
use jiff::civil::{Date, DateTime};

use crate::authorities::{Authorities, Issued, Issuer, Leaf};
use crate::certificate::{Name, Rdn};
use crate::keys::{Pair, PairAttributes};

/// One object to store.
pub enum Object {
    /// The private key, and the public one if the token shows it.
    Key {
        attributes: PairAttributes,
        id: Vec<u8>,
        label: String,
        public: bool,
    },
    Certificate {
        der: Vec<u8>,
        subject: Vec<u8>,
        issuer: Vec<u8>,
        serial: Vec<u8>,
        id: Vec<u8>,
        label: String,
    },
}

/// One token of the demo.
pub struct Token {
    pub label: String,
    /// Whether a user PIN is set.
    pub user_pin: bool,
    /// Whether a wrong PIN was typed already.
    pub wrong_try: bool,
    pub objects: Vec<Object>,
}

impl Token {
    pub fn new(label: &str, objects: Vec<Object>) -> Self {
        Self { label: label.to_owned(), user_pin: true, wrong_try: false, objects }
    }
}

pub fn key(name: &str, id: u32, label: &str, public: bool) -> Result<Object> {
    let attributes = Pair::load(name)?.attributes()?;
    Ok(Object::Key { attributes, id: id.to_be_bytes().to_vec(), label: label.to_owned(), public })
}

pub fn certificate(issued: Issued, id: u32, label: &str) -> Object {
    Object::Certificate {
        der: issued.der,
        subject: issued.subject,
        issuer: issued.issuer,
        serial: issued.serial,
        id: id.to_be_bytes().to_vec(),
        label: label.to_owned(),
    }
}

/// The day on which the demo is made; offsets in days.
#[derive(Clone, Copy)]
struct Calendar(Date);

impl Calendar {
    fn begin(self, days: i32) -> DateTime {
        self.0.saturating_add(days.days()).at(2, 15, 0, 0)
    }

    /// The last second of that day in Việt Nam.
    fn end(self, days: i32) -> DateTime {
        self.0.saturating_add(days.days()).at(16, 59, 59, 0)
    }
}

/// A person of a city department, second generation, with the subject in the order of real certificates.
fn person(department: &str, name: &str, identifier: Option<&str>) -> Vec<Rdn> {
    let mut subject = vec![
        Rdn("C", "VN".to_owned()),
        Rdn("L", "Hà Nội".to_owned()),
        Rdn("O", "THÀNH PHỐ HÀ NỘI".to_owned()),
        Rdn("OU", department.to_owned()),
        Rdn("CN", name.to_owned()),
    ];
    subject.extend(identifier.map(|value| Rdn("UID", value.to_owned())));
    subject
}

const DOST: &str = "SỞ KHOA HỌC VÀ CÔNG NGHỆ";
const FINANCE: &str = "SỞ TÀI CHÍNH";
const HEALTH: &str = "SỞ Y TẾ";
const WARD: &str = "ỦY BAN NHÂN DÂN PHƯỜNG HOÀN KIẾM";

/// The place of issue, and the reference day.
struct Desk<'a> {
    authorities: &'a Authorities,
    calendar: Calendar,
}

impl Desk<'_> {
    /// A token with one key and its certificate, both labelled `name` and found under `id`.
    fn pair(&self, token: &str, name: &str, key_name: &str, id: u32, leaf: &Leaf) -> Result<Token> {
        let objects = vec![key(key_name, id, name, true)?, self.certificate(name, key_name, id, leaf)?];
        Ok(Token::new(token, objects))
    }

    /// The same without a public key object, like most government tokens.
    fn pair_without_public_key(&self, token: &str, name: &str, key_name: &str, id: u32, leaf: &Leaf) -> Result<Token> {
        let objects = vec![key(key_name, id, name, false)?, self.certificate(name, key_name, id, leaf)?];
        Ok(Token::new(token, objects))
    }

    fn certificate(&self, label: &str, key_name: &str, id: u32, leaf: &Leaf) -> Result<Object> {
        Ok(certificate(self.authorities.issue(leaf, &Pair::load(key_name)?)?, id, label))
    }

    /// A certificate from `from` to `to`, in days from the day of the demo.
    fn leaf(&self, serial: &str, subject: Vec<Rdn>, email: &str, from: i32, to: i32) -> Leaf {
        Leaf {
            issuer: Issuer::G2,
            serial: serial.to_owned(),
            subject,
            email: Some(email.to_owned()),
            not_before: self.calendar.begin(from),
            not_after: self.calendar.end(to),
            impossible_date: false,
        }
    }
}

/// Every token of the demo, in the order in which they are made.
pub fn tokens(day: Date) -> Result<Vec<Token>> {
    let authorities = Authorities::load()?;
    let desk = Desk { authorities: &authorities, calendar: Calendar(day) };
    let mut tokens = same_label(&desk)?;
    tokens.extend(lifecycle(&desk)?);
    tokens.extend(incomplete(&desk)?);
    tokens.push(damaged(&desk)?);
    tokens.extend(organisations(&desk)?);
    tokens.extend(special(&desk)?);
    Ok(tokens)
}

/// Two tokens with the same label: nothing to do for the first, the second expires in 20 days and shows no public key.
fn same_label(desk: &Desk<'_>) -> Result<Vec<Token>> {
    let subject = person(DOST, "Nguyễn Thị Minh Hạnh", Some("CCCD:001185012345"));
    let hanh = desk.leaf("7af2df52182653d3", subject, "ntmhanh_sokhcn@hanoi.gov.vn", -310, 1515);
    let subject = person(DOST, "Bùi Anh Tuấn", None);
    let tuan = desk.leaf("5c31e8a90b47d216", subject, "batuan_sokhcn@hanoi.gov.vn", -1805, 20);
    Ok(vec![
        desk.pair("VGCA Token", "Nguyễn Thị Minh Hạnh", "hanh", 0x1a2b_3c01, &hanh)?,
        desk.pair_without_public_key("VGCA Token", "Bùi Anh Tuấn", "tuan", 0x1a2b_3c02, &tuan)?,
    ])
}

/// Expired, not yet valid, and renewed on the same key.
fn lifecycle(desk: &Desk<'_>) -> Result<Vec<Token>> {
    let subject = person(FINANCE, "Trần Đức Thắng", Some("CCCD:001079004512"));
    let thang = desk.leaf("41d09b6ce2f87035", subject, "tdthang_sotc@hanoi.gov.vn", -1870, -45);
    let subject = person(HEALTH, "Lê Thị Phương Thảo", None);
    let thao = desk.leaf("63be04f7a1958c2d", subject, "ltpthao_soyt@hanoi.gov.vn", 10, 1835);
    let (bao, email) = ("Phạm Quốc Bảo", "pqbao_phoankiem@hanoi.gov.vn");
    let subject = person(WARD, bao, Some("CCCD:001090023417"));
    let old = desk.leaf("0f2a66d1983be47c", subject.clone(), email, -1785, 40);
    let renewed = desk.leaf("58c7930ae41fb26d", subject, email, -5, 1089);
    let mut superseded = desk.pair(bao, bao, "bao", 0x1a2b_3c05, &old)?;
    superseded.objects.push(desk.certificate("Phạm Quốc Bảo (gia hạn)", "bao", 0x1a2b_3c05, &renewed)?);
    Ok(vec![
        desk.pair("Trần Đức Thắng", "Trần Đức Thắng", "thang", 0x0000_0001, &thang)?,
        desk.pair("Lê Thị Phương Thảo", "Lê Thị Phương Thảo", "thao", 0x1a2b_3c04, &thao)?,
        superseded,
    ])
}

/// A certificate without key, a key without certificate, and a certificate of another key under a key's ID.
fn incomplete(desk: &Desk<'_>) -> Result<Vec<Token>> {
    let subject = person(FINANCE, "Hoàng Văn Sơn", None);
    let son = desk.leaf("2e9a47b05dc8136f", subject, "hvson_sotc@hanoi.gov.vn", -900, 925);
    let duong = "Đặng Thùy Dương";
    let subject = person(HEALTH, duong, Some("CMND:012345678"));
    let foreign = desk.leaf("77a3c15e60d2f94b", subject, "dtduong_soyt@hanoi.gov.vn", -200, 1625);
    Ok(vec![
        Token::new("Hoàng Văn Sơn", vec![desk.certificate("Hoàng Văn Sơn", "son", 0x1a2b_3c06, &son)?]),
        Token::new("Vũ Ngọc Ánh", vec![key("anh", 0x1a2b_3c07, "Vũ Ngọc Ánh", true)?]),
        Token::new(
            duong,
            vec![
                key("duong", 0x1a2b_3c08, duong, true)?,
                desk.certificate(duong, "duong-other", 0x1a2b_3c08, &foreign)?,
            ],
        ),
    ])
}

/// One truncated certificate, and one that ends on an impossible day.
fn damaged(desk: &Desk<'_>) -> Result<Token> {
    let (khoa, email) = ("Đỗ Đăng Khoa", "ddkhoa_phoankiem@hanoi.gov.vn");
    let subject = person(WARD, khoa, None);
    let good = desk.leaf("3b5d28f1c6907ae4", subject.clone(), email, -400, 1425);
    let mut impossible = desk.leaf("3b5d28f1c6907ae5", subject, email, -400, 1425);
    impossible.impossible_date = true;
    let mut half = desk.authorities.issue(&good, &Pair::load("khoa")?)?;
    half.der.truncate(half.der.len() / 2);
    Ok(Token::new(
        khoa,
        vec![
            key("khoa", 0x1a2b_3c09, khoa, true)?,
            certificate(half, 0x1a2b_3c09, "bị cắt cụt"),
            desk.certificate("ngày 31 tháng 2", "khoa", 0x1a2b_3c09, &impossible)?,
        ],
    ))
}

/// A department's own certificate, and a company's from a public authority.
fn organisations(desk: &Desk<'_>) -> Result<Vec<Token>> {
    let subject = Name::of(&[
        ("C", "VN"),
        ("L", "Hà Nội"),
        ("O", "THÀNH PHỐ HÀ NỘI"),
        ("CN", DOST),
        ("UID", "MST:0100109106"),
        ("UID", "MNS:1038492"),
    ]);
    let office = desk.leaf("19f4b8d27c05ae63", subject.0, "vanthu_sokhcn@hanoi.gov.vn", -120, 1705);
    let company = "Công ty TNHH Thương mại Hoa Sen";
    let subject =
        Name::of(&[("C", "VN"), ("ST", "Hà Nội"), ("O", company), ("CN", company), ("UID", "MST:0101243150")]);
    let mut public = desk.leaf("5401010b7e93c2d84af615e0392b70cd", subject.0, "ketoan@hoasen.example", -600, 495);
    public.issuer = Issuer::Public;
    Ok(vec![
        desk.pair("Văn thư Sở KH&CN", DOST, "office", 0x1a2b_3c0a, &office)?,
        desk.pair("Sao Mai CA", "Hoa Sen", "hoasen", 0x1a2b_3c0b, &public)?,
    ])
}

/// A token with the authorities' own certificates, one with a wrong try, a first-generation one, a blank one.
fn special(desk: &Desk<'_>) -> Result<Vec<Token>> {
    let subject = person(WARD, "Ngô Gia Huy", None);
    let chain = desk.leaf("6de81730c4b95f2a", subject, "nghuy_phoankiem@hanoi.gov.vn", -30, 1795);
    let mut with_chain = desk.pair("Ngô Gia Huy", "Ngô Gia Huy", "chain", 0x1a2b_3c0c, &chain)?;
    let [root, sub] = desk.authorities.chain()?;
    with_chain.objects.push(certificate(root, 0x0000_00a1, "RootCA chuyên dùng Chính phủ G2"));
    with_chain.objects.push(certificate(sub, 0x0000_00a2, "CA phục vụ các cơ quan Nhà nước G2"));

    let subject = person(HEALTH, "Lý Mai Chi", Some("HC:C1234567"));
    let chi = desk.leaf("24c6f90d8e3ab715", subject, "lmchi_soyt@hanoi.gov.vn", -1000, 825);
    let mut wrong_try = desk.pair("Lý Mai Chi", "Lý Mai Chi", "chi", 0x1a2b_3c0d, &chi)?;
    wrong_try.wrong_try = true;

    let subject = Name::of(&[
        ("C", "VN"),
        ("O", "Thanh pho Ha Noi"),
        ("OU", "So Y te"),
        ("OU", "Benh vien Xanh Pon"),
        ("L", "Ha Noi"),
        ("CN", "Đinh Thị Lan"),
    ]);
    let mut lan = desk.leaf("0361e7", subject.0, "dtlan_bvxp@hanoi.gov.vn", -3590, 62);
    lan.issuer = Issuer::G1;

    let mut blank = Token::new("Thiết bị chưa cấp", Vec::new());
    blank.user_pin = false;
    Ok(vec![
        with_chain,
        wrong_try,
        desk.pair_without_public_key("Đinh Thị Lan", "Đinh Thị Lan", "lan", 0x1a2b_3c0e, &lan)?,
        blank,
    ])
}
