//! PIV and OpenPGP cards in software, in a virtual reader behind a separate pcscd (`tests/scripts/cards-sandbox.sh`).
//!
//! The tries left are read beside the card, from its own store, without any command to it. Pitfall: the module is the
//! machine's OpenSC, so the variables of `environment` must reach every program that loads it.

use std::cell::RefCell;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use base64::Engine;
use tempfile::TempDir;

use super::tools::{pkcs11_tool, run, succeed, tool};
use super::{Certificate, tlv};

const PLACES: [&str; 5] = [
    "/usr/lib/x86_64-linux-gnu/opensc-pkcs11.so",
    "/usr/lib/aarch64-linux-gnu/opensc-pkcs11.so",
    "/usr/lib64/opensc-pkcs11.so",
    "/usr/lib64/pkcs11/opensc-pkcs11.so",
    "/usr/lib/opensc-pkcs11.so",
];

/// Far longer than a reader takes to start.
const LIMIT: Duration = Duration::from_secs(60);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CardKind {
    /// PIN 123456, PUK 12345678, three tries each.
    Piv,
    /// User PIN 123456, admin PIN 12345678, three tries each.
    OpenPgp,
    /// The same with a serial of zeros, which identifies nothing.
    OpenPgpOfZeros,
}

/// `user_pin_unblock_style` of OpenSC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnblockStyle {
    Default,
    SetPinInUnloggedSession,
    InitPinInSoSession,
}

/// A card's PIN counters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counters {
    /// Tries left of the user's PIN.
    pub user: u8,
    /// Tries left of PUK or admin PIN.
    pub other: u8,
    /// `INS-P1P2-SW` of every command so far that contained a PIN: 20 is VERIFY, 24 CHANGE REFERENCE DATA, 2C RESET
    /// RETRY COUNTER.
    pub presented: Vec<String>,
}

/// One or two cards, in one reader unless two are requested; everything ends with this value.
pub struct Cards {
    folder: TempDir,
    kinds: Vec<CardKind>,
    /// The reader numbers of the cards in OpenSC's tools: each virtual reader has two slots.
    readers: Vec<usize>,
    sandbox: Child,
    wire: RefCell<Option<(ChildStdin, BufReader<ChildStdout>)>>,
}

impl Cards {
    pub const PIN: &str = "123456";
    /// The PUK of one kind, the admin PIN of the other.
    pub const ADMIN: &str = "12345678";

    pub fn new(kinds: &[CardKind], style: UnblockStyle) -> Self {
        Self::start(kinds, style, &[])
    }

    /// Two cards in two readers, where the name of the second reader contains the first one's.
    pub fn in_nested_readers(kinds: [CardKind; 2]) -> Self {
        Self::start(&kinds, UnblockStyle::Default, &["Virtual reader 00 00"])
    }

    /// Two cards in two readers, the second of which has a name that OpenSC cuts.
    pub fn in_a_reader_of_a_long_name(kinds: [CardKind; 2]) -> Self {
        let name = "Broadcom Corp Contacted SmartCard [Contacted SmartCard] (0123456789ABCD)";
        Self::start(&kinds, UnblockStyle::Default, &[name])
    }

    /// Two cards in the first and the fifth reader; by default OpenSC has slots for four.
    pub fn in_first_and_fifth_reader(kinds: [CardKind; 2]) -> Self {
        Self::start(&kinds, UnblockStyle::Default, &["Far reader", "Empty reader"])
    }

    /// Names, if any: of the second card's own reader, and of empty ones between the two.
    fn start(kinds: &[CardKind], style: UnblockStyle, names: &[&str]) -> Self {
        assert!((1..=2).contains(&kinds.len()), "the virtual reader takes one card or two");
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scripts/cards-sandbox.sh");
        let folder = TempDir::with_prefix("tokenctl-cards-").expect("a temporary folder");
        std::fs::write(folder.path().join("opensc.conf"), configuration(style)).expect("opensc.conf");
        let mut command = Command::new("bash");
        command.arg(script).arg(folder.path()).arg(super::virtual_cards());
        command.args(kinds.iter().map(|kind| match kind {
            CardKind::Piv => "piv",
            CardKind::OpenPgp => "openpgp",
            CardKind::OpenPgpOfZeros => "openpgp-zeros",
        }));
        command.args(names);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut sandbox = command.spawn().unwrap_or_else(|error| panic!("bash: {error}"));
        let input = sandbox.stdin.take().expect("a pipe");
        let output = BufReader::new(sandbox.stdout.take().expect("a pipe"));
        let step = if names.is_empty() { 1 } else { 2 * names.len() };
        let readers = (0..kinds.len()).map(|card| card * step).collect();
        let wire = RefCell::new(Some((input, output)));
        let mut cards = Self { folder, kinds: kinds.to_vec(), readers, sandbox, wire };
        cards.wait();
        cards
    }

    /// The module that serves the cards.
    pub fn module() -> PathBuf {
        let module = PLACES.map(PathBuf::from).into_iter().find(|path| path.exists());
        module.unwrap_or_else(|| {
            panic!("opensc-pkcs11.so is missing: apt-get install opensc-pkcs11, or dnf install opensc")
        })
    }

    /// The environment variables for a child.
    pub fn environment(&self) -> [(&'static str, PathBuf); 3] {
        [
            ("PCSCLITE_CSOCK_NAME", self.folder.path().join("pcscd.comm")),
            ("OPENSC_CONF", self.folder.path().join("opensc.conf")),
            ("PIV_EXT_AUTH_KEY", self.folder.path().join("admin.key")),
        ]
    }

    /// Replaces the user's opensc.conf.
    pub fn configure(&self, text: &str) {
        std::fs::write(self.folder.path().join("opensc.conf"), text).expect("opensc.conf");
    }

    /// The cards' current PIN counters, in the order of creation.
    pub fn counters(&self) -> Vec<Counters> {
        self.counters_after("?\n")
    }

    fn counters_after(&self, order: &str) -> Vec<Counters> {
        let mut wire = self.wire.borrow_mut();
        let (input, output) = wire.as_mut().expect("the cards are there until they are dropped");
        input.write_all(order.as_bytes()).and_then(|()| input.flush()).expect("the cards take a question");
        let mut answer = || {
            let mut line = String::new();
            output.read_line(&mut line).expect("the cards answer");
            Counters::of(&line).unwrap_or_else(|| panic!("the cards said {line:?}"))
        };
        self.kinds.iter().map(|_| answer()).collect()
    }

    /// Lets a card accept commands without answering, or answer again.
    pub fn mute(&self, card: usize, mute: bool) {
        self.counters_after(&format!("{} {card}\n", if mute { "mute" } else { "speak" }));
    }

    /// The judge on the module.
    pub fn pkcs11_tool(&self) -> Command {
        let mut command = pkcs11_tool(&Self::module());
        command.envs(self.environment());
        command
    }

    /// OpenSC's tools, on the card of that number.
    pub fn card_tool(&self, name: &str, card: usize) -> Command {
        let mut command = tool(name);
        command.envs(self.environment()).args(["--reader", &self.readers[card].to_string()]);
        command
    }

    /// A card's answer to a command, bypassing PKCS#11: data and status.
    pub fn answer(&self, card: usize, select: &str, command: &str) -> (Vec<u8>, String) {
        let text = succeed(self.card_tool("opensc-tool", card).args(["-s", select, "-s", command]));
        parse_answer(&text)
    }

    /// Makes a P-256 key in the PIV card's slot 9A and puts this certificate of it there.
    pub fn certify(&self, card: usize, certificate: Certificate) {
        std::fs::write(self.folder.path().join("admin.key"), ADMIN_KEY).expect("the admin key's file");
        let mut command = self.card_tool("piv-tool", card);
        let text = succeed(command.args(["--admin", "M:9B:03", "-s", "00:47:00:9A:05:AC:03:80:01:11:00"]));
        let (data, status) = parse_answer(&text);
        assert_eq!(status, "9000", "the card makes a key: {text}");
        // 7F49 L (86 L (04 X Y))
        let point = data.get(5..).filter(|point| point.len() == 65 && point[0] == 4);
        let point = point.unwrap_or_else(|| panic!("this is no point on P-256: {text}"));
        let spki = tlv(0x30, &[tlv(0x30, &P_256_ALGORITHM), tlv(3, &[&[0], point].concat())].concat());
        let encoded = base64::engine::general_purpose::STANDARD.encode(certificate.public_key(spki).der());
        let lines: Vec<_> = encoded.as_bytes().chunks(64).map(String::from_utf8_lossy).collect();
        let file = self.folder.path().join("certificate.pem");
        let pem = format!("-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n", lines.join("\n"));
        std::fs::write(&file, pem).expect("the certificate's file");
        let mut command = self.card_tool("piv-tool", card);
        // Its status is the number of bytes it wrote, so the card is asked.
        let written = run(command.args(["--admin", "M:9B:03", "--cert", "9A", "--in"]).arg(&file));
        let (_, status) = self.answer(card, SELECT_PIV, "00:CB:3F:FF:05:5C:03:5F:C1:05:00");
        assert_eq!(status, "9000", "the card has its certificate: {written:?}");
    }

    /// Waits until every card answers through pcscd.
    fn wait(&mut self) {
        let deadline = Instant::now() + LIMIT;
        for card in 0..self.kinds.len() {
            while !run(self.card_tool("opensc-tool", card).arg("--atr")).status.success() {
                if let Some(status) = self.sandbox.try_wait().expect("the state of the sandbox") {
                    let mut said = String::new();
                    let stderr = self.sandbox.stderr.take();
                    let _unread = stderr.map(|mut stderr| stderr.read_to_string(&mut said));
                    panic!("{} ({status})", said.trim());
                }
                let log = || std::fs::read_to_string(self.folder.path().join("pcscd.log")).unwrap_or_default();
                assert!(Instant::now() < deadline, "card {card} does not come up within {LIMIT:?}:\n{}", log());
                std::thread::sleep(Duration::from_millis(20));
            }
        }
    }
}

impl Drop for Cards {
    fn drop(&mut self) {
        // The sandbox ends with its standard input, and everything in it.
        drop(self.wire.take());
        let _ended = self.sandbox.wait();
    }
}

impl Counters {
    fn of(line: &str) -> Option<Self> {
        let mut words = line.split_whitespace();
        let (user, other) = (words.next()?.parse().ok()?, words.next()?.parse().ok()?);
        let presented = words.next()?;
        let presented = if presented == "-" { Vec::new() } else { presented.split(',').map(str::to_owned).collect() };
        Some(Self { user, other, presented })
    }
}

/// The last answer that opensc-tool or piv-tool printed.
fn parse_answer(text: &str) -> (Vec<u8>, String) {
    let at = text.rfind("Received (SW1=0x").unwrap_or_else(|| panic!("no answer: {text}"));
    let answer = &text[at..];
    let part = |start: usize| answer.get(start..start + 2).unwrap_or_default();
    let status = format!("{}{}", part(16), part(26));
    // Sixteen bytes per line, then the same as text.
    let lines = answer.lines().skip(1).take_while(|line| line.get(2..3) == Some(" "));
    let octets = lines.flat_map(|line| line.get(..48).unwrap_or(line).split(' ').take(16));
    (octets.map_while(|octet| u8::from_str_radix(octet, 16).ok()).collect(), status)
}

fn configuration(style: UnblockStyle) -> String {
    let style = match style {
        UnblockStyle::Default => "",
        UnblockStyle::SetPinInUnloggedSession => "user_pin_unblock_style = set_pin_in_unlogged_session;",
        UnblockStyle::InitPinInSoSession => "user_pin_unblock_style = init_pin_in_so_session;",
    };
    // Only the two matching drivers: OpenSC tries each of the others on every card.
    format!(
        "app default {{\n    card_drivers = PIV-II, openpgp;\n    framework pkcs15 {{ use_file_caching = no; }}\n}}\n\
         app opensc-pkcs11 {{\n    pkcs11 {{ {style} }}\n}}\n"
    )
}

const SELECT_PIV: &str = "00:A4:04:00:0B:A0:00:00:03:08:00:00:10:00:01:00";

/// The initial management key of every PIV card.
const ADMIN_KEY: &str = "01:02:03:04:05:06:07:08:01:02:03:04:05:06:07:08:01:02:03:04:05:06:07:08";

/// id-ecPublicKey, prime256v1.
const P_256_ALGORITHM: [u8; 19] =
    [6, 7, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 2, 1, 6, 8, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 3, 1, 7];
