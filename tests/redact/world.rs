//! The demo tokens, a scripted driver that acts, a staff list with mistakes, a config, a journal and saved inventories.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

use crate::authority::{Certificate, SERIAL, SIGNS, SUB};
use crate::needles;
use crate::sign::{Cms, Signing, pdf, sign, usual};
use crate::softhsm::{self, Tokens};
use crate::support::{Home, Outcome, Rig, SO_PIN, Script, Token, USER_PIN};

/// The day of every run.
const AT: &str = "2026-11-22";
/// The serial of the scripted token.
pub const ACTED_ON: &str = "77310246";
/// Who signed the files, with the number of the key.
const SIGNER: (&str, u8) = ("Tống Phước Hiệp", 33);
/// A new PIN that the default policy accepts.
const NEW_PIN: &str = "Mua-xuan-2027";

/// Settings of the agency: all of them are personal data.
const CONFIG: &str = r#"
[body]
name = "Ủy ban nhân dân xã Hoa Sen"
parent = "Ủy ban nhân dân tỉnh Sao Mai"
address = "Số 17 đường Trăng Rằm"
province = "Tỉnh Sao Mai"
tax_code = "0109876543"
budget_code = "1098765"
place = "Hoa Sen xanh"
symbol = "UBND-HSX"
head_title = "Chủ tịch xã"
head_name = "Tô Ngọc Vân"
copies = ["Lưu: Văn phòng Hoa Sen"]

[officer]
name = "Mạc Đĩnh Chi"
identity_number = "001099887766"
identity_date = "03/04/2019"
identity_place = "Công an tỉnh Sao Mai"
position = "Cán bộ đầu mối xã"
mobile = "0977665544"
email = "mdchi@saomai.gov.vn"
address = "Ngõ 5 đường Trăng Rằm"
"#;

/// A staff list with mistakes everywhere.
const ODD_LIST: &str = "Họ và tên,Đơn vị,Chức vụ,Thư điện tử công vụ,Số định danh cá nhân,Số hiệu thiết bị,Số hiệu chứng thư,Trạng thái,Nguyễn Thị Cột Lạ\n\
    Nguyễn Thị Minh Hạnh,,,,,,,đang công tác,x\n\
    Lý Mai Chi,,,,,,,đang công tác,\n\
    Lý Mai Chi,,,,,,,đang công tác,\n\
    Tên Khác Hẳn,SỞ TÀI CHÍNH BIỂN,Trưởng phòng biển,tkhan@gmail.com,001087654321,10242147,41d09b6ce2f87035,nghỉ hưu,\n\
    Bế Văn Đàn,Sở Nội vụ biển,Phó phòng biển,be@dan@x,123,00000000,zz,đang công tác,\n";

/// An unusable staff list: a cell has an unknown word.
const BAD_LIST: &str = "Họ và tên,Số hiệu thiết bị,Trạng thái\nTrần Bình Trọng,10242147,đi vắng Trần Bình Trọng\n";

/// Texts that occur in reports for another reason as well, in lower case.
const PUBLIC: &[(&str, &str)] = &[
    ("sao mai ca", "a CA; the issuer of a certificate stays"),
    ("bị cắt cụt", "the demo labels a certificate by what is wrong with it, in the words of the problem"),
    ("sở khoa học và công nghệ", "where requests are filed"),
    ("00000000", "no serial, and the hash before the first line of a journal"),
];

pub struct World {
    pub home: Home,
    tokens: Tokens,
    rig: Rig,
}

impl World {
    pub fn new() -> Self {
        let token = Token::of_holder(1).set("serial", ACTED_ON);
        let script =
            Script::empty().slot(1, token).set("library", json!({"manufacturer": "SoftHSM", "description": "SoftHSM"}));
        let world = Self { home: Home::new(), tokens: Tokens::demo(AT), rig: script.install() };
        world.write("config/tokenctl/config.toml", CONFIG);
        world.write("odd.csv", ODD_LIST);
        world.write("bad.csv", BAD_LIST);
        let renewed =
            crate::support::Certificate::of("Trần Thị Bích 1").serial(&[0x42]).valid("261101000000Z", "301101000000Z");
        let renewed = der::pem::encode_string("CERTIFICATE", der::pem::LineEnding::LF, &renewed.der()).expect("PEM");
        world.write("renewed.pem", renewed);
        world.write("bodies.csv", "Cơ quan\nUBND phường Hoàn Kiếm\nSở Tài chính\n");
        world.write("broken.toml", "[officer]\nname = 7 # Mạc Đĩnh Chi\n");
        world.write("Bùi Anh Tuấn.json", "{\"schema\": \"Bùi Anh Tuấn\"}");
        world.write("there already.json", "");
        let signer = Certificate::new(SIGNER, SUB, SERIAL, SIGNS);
        let cms = |content: &[u8]| Cms { inside: false, ..Cms::of(&signer, content) }.der();
        world.write("signed.p7s", Cms::of(&signer, b"45/UBND").der());
        let signing = Signing { number: 5, sub_filter: "ETSI.CAdES.detached", range: usual, contents: &cms };
        world.write("signed.pdf", sign(&pdf(), &signing));
        for (name, secret) in [("pin", USER_PIN), ("so-pin", SO_PIN), ("new-pin", NEW_PIN), ("wrong", "Khong-phai-99")]
        {
            world.write(name, secret);
        }
        // Two readings on two days, which differ, and a journal with every kind of line.
        let saved =
            world.run(&["inventory", "--format", "json"], &[]).expect_status(0, "the demo tokens are read").json();
        world.write("now.json", locked(saved.clone()).to_string());
        world.write("before.json", earlier(saved).to_string());
        world.act(&["pin", "verify", "--pin-file", &world.text("wrong")], &[]).expect_status(5, "a wrong try");
        world
            .act(&["pin", "verify", "--allow-retry", "--pin-file", &world.text("pin")], &[])
            .expect_status(0, "a right one");
        world
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    pub fn text(&self, name: &str) -> String {
        self.path(name).to_str().expect("a plain path").to_owned()
    }

    fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("the folder");
        std::fs::write(&path, content).expect("a file of the test");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).expect("its mode");
        }
    }

    fn command(&self, module: &Path, words: &[&str], more: &[&str]) -> Command {
        let mut command = self.home.process();
        command.current_dir(self.home.path());
        command.env("SOFTHSM2_CONF", self.tokens.configuration()).env("TEST_PIN", softhsm::USER_PIN);
        command.arg("--module").arg(module).args(["--batch", "--at", AT]).args(words).args(more);
        command
    }

    /// A run on the demo tokens.
    pub fn run(&self, words: &[&str], more: &[&str]) -> Outcome {
        Outcome::of(&mut self.command(&softhsm::module(), words, more))
    }

    /// A run on the scripted token, whose PINs are in their initial state.
    pub fn act(&self, words: &[&str], more: &[&str]) -> Outcome {
        self.rig.reset();
        Outcome::of(&mut self.command(self.rig.module(), words, more))
    }

    /// A run with another config file.
    pub fn configured(&self, file: &str, words: &[&str], more: &[&str]) -> Outcome {
        let mut command = self.command(&softhsm::module(), words, more);
        Outcome::of(command.env("TOKENCTL_CONFIG", self.path(file)))
    }

    /// Saved inventories and a staff list, as options.
    pub fn office(&self, list: &str) -> Vec<String> {
        let list = match list {
            "demo.csv" => Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/roster/demo.csv").display().to_string(),
            other => self.text(other),
        };
        vec!["--from".to_owned(), self.text("now.json"), "--roster".to_owned(), list]
    }

    /// All personal data in this world.
    pub fn personal(&self) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        needles::of_document(&self.run(&["token", "show", "--format", "json"], &[]).json(), &mut found);
        let login = ["inventory", "--format", "json", "--token", "10240113", "--login", "--pin-env", "TEST_PIN"];
        needles::of_document(&self.run(&login, &[]).json(), &mut found);
        needles::of_document(&self.act(&["inventory", "--format", "json"], &[]).json(), &mut found);
        let journal = self.run(&["journal", "show", "--format", "json"], &[]).json();
        for entry in journal["journals"][0]["entries"].as_array().expect("entries") {
            needles::of_document(&entry["token"], &mut found);
            for key in ["host", "hash"] {
                found.extend(entry[key].as_str().map(str::to_owned));
            }
        }
        found.extend(listed());
        found.insert(SIGNER.0.to_owned());
        found.extend(CONFIG.split('"').skip(1).step_by(2).map(str::to_owned));
        found.insert(self.home.path().display().to_string());
        found.retain(|text| PUBLIC.iter().all(|(public, _)| *public != text.to_lowercase()));
        needles::long_enough(found)
    }
}

/// Every personal cell of the staff lists. No report shows all of them.
pub fn listed() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let demo = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/roster/demo.csv"));
    for (text, delimiter) in [(demo.expect("the staff list").as_str(), b';'), (ODD_LIST, b','), (BAD_LIST, b',')] {
        let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).from_reader(text.as_bytes());
        let titles = reader.headers().expect("titles").clone();
        for row in reader.records() {
            let row = row.expect("a row");
            let cells = titles.iter().zip(&row);
            let own = cells.filter(|(title, _)| !["STT", "Loại", "Trạng thái", "Ngày cấp"].contains(title));
            found.extend(own.map(|(_, cell)| cell.to_owned()));
        }
    }
    found.extend(["đi vắng Trần Bình Trọng", "Nguyễn Thị Cột Lạ"].map(str::to_owned));
    found
}

fn token<'v>(inventory: &'v mut Value, serial: &str) -> &'v mut Value {
    let tokens = inventory["tokens"].as_array_mut().expect("tokens");
    tokens.iter_mut().find(|token| token["serial"] == serial).expect("the token")
}

/// One PIN is locked.
fn locked(mut inventory: Value) -> Value {
    token(&mut inventory, "10251300")["user_pin"]["state"] = json!("locked");
    inventory
}

/// One token less, and one certificate on another token.
fn earlier(mut inventory: Value) -> Value {
    inventory["generated_at"] = json!("2026-10-22T00:00:00Z");
    let moved = token(&mut inventory, "10252317")["certificates"].take();
    token(&mut inventory, "10245198")["certificates"] = moved;
    token(&mut inventory, "10252317")["certificates"] = json!([]);
    let label = token(&mut inventory, "10241130");
    label["label"] = json!("Nhãn Cũ Của Tuấn");
    inventory
}
