//! Discovery in folders created for each test.

use std::io::Write as _;

use super::*;
use crate::domain::known::{Platform, Roots};
use crate::domain::situation::Situation as _;
use crate::driver::header::{Format, Machine, Target};

/// A folder with libraries, and sources that look into it only.
struct Machinery {
    root: tempfile::TempDir,
    sources: Sources,
}

impl Machinery {
    fn new() -> Self {
        let root = tempfile::tempdir().expect("a folder");
        let below = |name: &str| root.path().join(name);
        let mut sources = Sources::none();
        sources.target = Target { format: Format::Elf, bits: 64, machine: Some(Machine::X86_64) };
        sources.roots = Roots {
            platform: Platform::Linux,
            libraries: vec![below("lib").display().to_string(), below("lib32").display().to_string()],
            programs: Vec::new(),
        };
        sources.p11_kit = P11KitFolders {
            system: vec![below("kit")],
            modules: vec![below("lib/pkcs11")],
            ..P11KitFolders::default()
        };
        Self { root, sources }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.root.path().join(name)
    }

    fn file(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("the folder");
        std::fs::File::create(&path).expect("a file").write_all(bytes).expect("written");
        path
    }

    fn library(&self, name: &str) -> PathBuf {
        self.file(name, &elf(2, 62))
    }

    fn found(&self) -> Vec<(PathBuf, FoundBy)> {
        discover(&self.sources).drivers.into_iter().map(|driver| (driver.path, driver.found_by)).collect()
    }
}

fn elf(class: u8, machine: u16) -> Vec<u8> {
    let mut bytes = b"\x7fELF".to_vec();
    bytes.extend([class, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3, 0]);
    bytes.extend(machine.to_le_bytes());
    bytes.resize(64, 0);
    bytes
}

fn configured(path: &Path) -> Configured {
    Configured { path: path.to_path_buf(), ..Configured::default() }
}

#[test]
fn options_alone_count_when_given_then_the_environment_then_the_rest() {
    let mut machine = Machinery::new();
    let [one, two] = ["own/libone.so", "own/libtwo.so"].map(|name| machine.library(name));
    let known = machine.library("lib/softhsm/libsofthsm2.so");
    machine.sources.configured = vec![configured(&machine.library("own/libthree.so"))];
    machine.sources.environment = vec![two.clone()];
    machine.sources.modules = vec![one.clone()];
    assert_eq!(machine.found(), [(one, FoundBy::Option)], "the option alone");
    machine.sources.modules.clear();
    assert_eq!(machine.found(), [(two, FoundBy::Environment)], "the environment alone");
    machine.sources.environment.clear();
    let third = machine.path("own/libthree.so");
    assert_eq!(machine.found(), [(known, FoundBy::Known), (third, FoundBy::Config)], "then everything");
}

#[test]
fn p11_kit_comes_before_the_table_and_one_file_is_one_driver() {
    let machine = Machinery::new();
    let real = machine.library("lib/opensc-pkcs11.so");
    let other = machine.library("lib/softhsm/libsofthsm2.so");
    machine.file("kit/opensc.module", format!("module: {}\n", real.display()).as_bytes());
    assert_eq!(machine.found(), [(real, FoundBy::P11Kit), (other, FoundBy::Known)], "each file once");
}

#[cfg(unix)]
#[test]
fn symbolic_and_hard_links_lead_to_one_driver() {
    let machine = Machinery::new();
    let real = machine.library("lib/opensc-pkcs11.so");
    machine.library("lib/pkcs11/placeholder.so");
    std::os::unix::fs::symlink("../opensc-pkcs11.so", machine.path("lib/pkcs11/opensc-pkcs11.so")).expect("a link");
    machine.library("lib32/placeholder.so");
    std::fs::hard_link(&real, machine.path("lib32/opensc-pkcs11.so")).expect("a hard link");
    assert_eq!(machine.found(), [(real, FoundBy::Known)], "three names, one driver");
}

#[test]
fn a_32_bit_driver_is_passed_over_unless_it_was_named() {
    let mut machine = Machinery::new();
    let small = machine.file("lib/libeTPkcs11.so", &elf(1, 3));
    let discovery = discover(&machine.sources);
    assert!(discovery.drivers.is_empty(), "nothing to ask");
    assert_eq!(discovery.wrong_architecture().collect::<Vec<_>>(), [small.as_path()], "it is told of");
    let error = NoDriver::of(&discovery).expect("no driver");
    assert_eq!(error.phrase().id, "discovery-no-fitting-driver", "the sentence tells it too");
    machine.sources.modules = vec![small.clone()];
    let discovery = discover(&machine.sources);
    let fault = discovery.drivers.first().and_then(|driver| driver.fault.as_ref()).expect("a failed driver");
    assert_eq!(fault.kind(), FailureKind::WrongArchitecture, "named, it fails in the report");
}

#[test]
fn a_named_file_that_does_not_exist_stays_in_the_report() {
    let mut machine = Machinery::new();
    machine.sources.modules = vec![machine.path("none.so")];
    let discovery = discover(&machine.sources);
    assert_eq!(discovery.drivers.len(), 1, "one driver");
    assert_eq!(discovery.drivers[0].fault.as_ref().map(HeaderFault::kind), Some(FailureKind::NotFound), "its fault");
}

#[test]
fn text_at_a_usual_path_is_passed_over_with_its_reason() {
    let machine = Machinery::new();
    let text = machine.file("lib/opensc-pkcs11.so", b"INPUT(-lopensc)");
    let discovery = discover(&machine.sources);
    assert_eq!(discovery.passed_over.len(), 1, "one file");
    assert_eq!(discovery.passed_over[0].path, text, "the file");
    let fault = HeaderFault::NotALibrary { path: text };
    assert_eq!(discovery.passed_over[0].reason, Reason::Header(fault), "the reason");
    assert!(!discovery.passed_over[0].reason.is_wrong_architecture(), "text is not a 32-bit driver");
}

#[test]
fn p11_kits_own_modules_are_searched_only_when_asked_for() {
    let mut machine = Machinery::new();
    let proxy = machine.library("lib/p11-kit-proxy.so");
    machine.file("kit/proxy.module", format!("module: {}\n", proxy.display()).as_bytes());
    let discovery = discover(&machine.sources);
    assert!(discovery.drivers.is_empty(), "not by itself");
    assert_eq!(discovery.passed_over[0].reason, Reason::Aggregate, "and it is told why");
    machine.sources.configured = vec![configured(&proxy)];
    assert_eq!(machine.found(), [(proxy.clone(), FoundBy::Config)], "asked by the config");
    machine.sources.modules = vec![proxy.clone()];
    assert_eq!(machine.found(), [(proxy, FoundBy::Option)], "asked by an option");
}

#[test]
fn a_module_not_enabled_for_us_is_passed_over() {
    let machine = Machinery::new();
    let path = machine.library("own/liba.so");
    machine.file("kit/a.module", format!("module: {}\nenable-in: firefox\n", path.display()).as_bytes());
    let discovery = discover(&machine.sources);
    assert!(discovery.drivers.is_empty(), "not for us");
    assert!(matches!(discovery.passed_over[0].reason, Reason::NotEnabled { .. }), "and it is told why");
}

#[test]
fn the_config_names_disables_and_sets_a_driver_found_elsewhere() {
    let mut machine = Machinery::new();
    let path = machine.library("lib/opensc-pkcs11.so");
    let entry = Configured { name: Some("cards".to_owned()), timeout: Some(9), hosts: Some(2), ..configured(&path) };
    machine.sources.configured = vec![entry.clone()];
    let discovery = discover(&machine.sources);
    assert_eq!(discovery.drivers.len(), 1, "one driver");
    assert_eq!(discovery.drivers[0].found_by, FoundBy::Known, "found by its place");
    assert_eq!(discovery.drivers[0].settings.timeout, Some(9), "with the config's settings");
    machine.sources.configured = vec![Configured { disabled: true, ..entry }];
    let discovery = discover(&machine.sources);
    assert!(discovery.drivers.is_empty(), "disabled");
    assert_eq!(discovery.passed_over, [PassedOver { path: path.clone(), reason: Reason::Disabled }], "told once");
    machine.sources.modules = vec![PathBuf::from("cards")];
    assert_eq!(machine.found(), [(path, FoundBy::Option)], "--module takes its name, even disabled");
}

#[test]
fn a_bare_file_name_is_looked_up_in_the_library_folders() {
    let mut machine = Machinery::new();
    let path = machine.library("lib/pkcs11/libvendor-of-a-test.so");
    machine.sources.modules = vec![PathBuf::from("libvendor-of-a-test.so")];
    assert_eq!(machine.found(), [(path, FoundBy::Option)], "found in p11-kit's module folder");
}

#[test]
fn nothing_found_says_where_it_looked_and_is_status_3() {
    let machine = Machinery::new();
    machine.file("lib/readme.txt", b"no driver");
    let discovery = discover(&machine.sources);
    let error = NoDriver::of(&discovery).expect("nothing was found");
    assert_eq!(error.class(), crate::domain::situation::Class::NotFound, "status 3");
    assert!(error.looked_in.iter().any(|folder| folder.ends_with("kit")), "p11-kit's folder is named");
    assert!(error.looked_in.iter().any(|folder| folder.ends_with("lib")), "the library folder is named");
    assert!(!error.looked_in.iter().any(|folder| folder.ends_with("lib32")), "one that does not exist is not");
}

#[test]
fn no_token_tells_the_service_the_drivers_tried_and_the_32_bit_ones() {
    let machine = Machinery::new();
    machine.library("lib/opensc-pkcs11.so");
    machine.file("lib/libeTPkcs11.so", &elf(1, 3));
    let notes = no_token(&discover(&machine.sources), Some(Service::Stopped));
    let ids = notes.iter().map(|note| note.id).collect::<Vec<_>>();
    let wanted = ["discovery-service-stopped", "discovery-tried", "discovery-passed-over", "discovery-doctor"];
    assert_eq!(ids, wanted, "all three, and where to look");
}

/// A machine on which the host of 32-bit drivers is installed.
fn with_small_host() -> (Machinery, PathBuf) {
    let mut machine = Machinery::new();
    let target = Target { format: Format::Elf, bits: 32, machine: Some(Machine::X86) };
    let program = machine.file("bin/tokenctl-host32", &elf(1, 3));
    machine.sources.small_host = Some(small_host::SmallHost { program: program.clone(), target });
    (machine, program)
}

#[test]
fn a_32_bit_driver_is_asked_through_the_32_bit_host() {
    let (machine, program) = with_small_host();
    let small = machine.file("lib32/libeTPkcs11.so", &elf(1, 3));
    let large = machine.library("lib/softhsm/libsofthsm2.so");
    let discovery = discover(&machine.sources);
    let told: Vec<_> = discovery.drivers.iter().map(|found| (&found.path, found.bits, found.host.as_ref())).collect();
    assert!(told.contains(&(&small, Some(32), Some(&program))), "the small one in the small host: {told:?}");
    assert!(told.contains(&(&large, Some(64), None)), "the other one in this program: {told:?}");
    assert!(discovery.drivers.iter().all(|found| found.fault.is_none()), "neither fails");
    assert_eq!(discovery.wrong_architecture().count(), 0, "nothing is for another system");
}

#[test]
fn a_32_bit_driver_of_another_processor_is_told_of_as_before() {
    let (machine, _) = with_small_host();
    let arm = machine.file("lib32/libeTPkcs11.so", &elf(1, 40));
    let discovery = discover(&machine.sources);
    assert!(discovery.drivers.is_empty(), "the host cannot load it either");
    assert_eq!(discovery.wrong_architecture().collect::<Vec<_>>(), [arm.as_path()], "it is told of");
}

#[test]
fn of_a_driver_in_both_word_sizes_the_32_bit_one_is_left_alone_unless_it_was_named() {
    let (mut machine, program) = with_small_host();
    let small = machine.file("lib32/libeTPkcs11.so", &elf(1, 3));
    let large = machine.library("lib/libeTPkcs11.so");
    let discovery = discover(&machine.sources);
    let paths: Vec<_> = discovery.drivers.iter().map(|found| &found.path).collect();
    assert_eq!(paths, [&large], "one card is not asked twice");
    assert_eq!(
        discovery.passed_over,
        [PassedOver { path: small.clone(), reason: Reason::Twin }],
        "and it is known why"
    );
    machine.sources.configured = vec![configured(&small)];
    // Its location was searched, and the config's entry counts: named by the config alone, it is asked.
    machine.sources.roots.libraries.pop();
    let discovery = discover(&machine.sources);
    let hosts: Vec<_> = discovery.drivers.iter().map(|found| found.host.clone()).collect();
    assert_eq!(hosts, [None, Some(program)], "both are asked");
}

#[test]
fn a_driver_that_the_config_names_is_named_wherever_else_it_is_found() {
    let mut machine = Machinery::new();
    let known = machine.library("lib/opensc-pkcs11.so");
    let kit = machine.library("own/libvendor.so");
    let missing = machine.path("own/libmissing.so");
    let text = machine.file("lib/softhsm/libsofthsm2.so", b"INPUT(-lsofthsm2)");
    for (name, path) in [("vendor", &kit), ("missing", &missing)] {
        machine.file(&format!("kit/{name}.module"), format!("module: {}\n", path.display()).as_bytes());
    }
    let told = |machine: &Machinery| {
        let drivers = discover(&machine.sources).drivers.into_iter();
        drivers.map(|found| (found.path, found.named, found.fault.is_some())).collect::<Vec<_>>()
    };
    let unnamed = [(kit.clone(), false, false), (known.clone(), false, false)];
    assert_eq!(told(&machine), unnamed, "found by their places, and what cannot be loaded is no failure");
    machine.sources.configured = [&known, &kit, &missing, &text].map(|path| configured(path)).to_vec();
    let (mut told, mut wanted) =
        (told(&machine), vec![(known, true, false), (kit, true, false), (missing, true, true), (text, true, true)]);
    told.sort();
    wanted.sort();
    assert_eq!(told, wanted, "each once, named, and with its fault");
}

#[test]
fn what_p11_kit_switches_off_is_not_found_by_its_place_either() {
    for (system, user) in [
        ("enable-in:\n", ""),
        ("enable-in: firefox\n", ""),
        ("disable-in: tokenctl\n", ""),
        ("", "enable-in:\n"),
        ("", "module:\n"),
        ("", "module: /nope.so\n"),
    ] {
        let mut machine = Machinery::new();
        machine.sources.p11_kit.user = vec![machine.path("user")];
        let path = machine.library("lib/softhsm/libsofthsm2.so");
        // By another name of the same file, as Debian has it.
        let link = machine.path("own/softhsm.so");
        std::fs::create_dir(machine.path("own")).expect("a folder");
        std::fs::hard_link(&path, &link).expect("a link");
        let text = format!("module: {}\n{system}", link.display());
        let mut file = machine.file("kit/softhsm2.module", text.as_bytes());
        if !user.is_empty() {
            file = machine.file("user/softhsm2.module", user.as_bytes());
        }
        let discovery = discover(&machine.sources);
        assert_eq!(discovery.drivers, [], "{system}{user}");
        let reason = Reason::NotEnabled { configuration: file.display().to_string() };
        assert!(discovery.passed_over.contains(&PassedOver { path: link.clone(), reason }), "where: {discovery:?}");
        machine.sources.configured = vec![configured(&path)];
        let discovery = discover(&machine.sources);
        assert_eq!(discovery.drivers.len(), 1, "the user names it in the config: {system}{user}");
        assert!(discovery.drivers[0].named, "{discovery:?}");
        let passed = |passed: &PassedOver| passed.path == link;
        assert!(!discovery.passed_over.iter().any(passed), "then it is not reported as switched off: {discovery:?}");
        machine.sources.modules = vec![path.clone()];
        assert_eq!(machine.found(), [(path, FoundBy::Option)], "and by an option: {system}{user}");
    }
}

#[test]
fn a_driver_that_another_module_still_names_is_not_switched_off() {
    let machine = Machinery::new();
    let path = machine.library("lib/softhsm/libsofthsm2.so");
    machine.file("kit/a.module", format!("module: {}\nenable-in:\n", path.display()).as_bytes());
    machine.file("kit/b.module", format!("module: {}\n", path.display()).as_bytes());
    assert_eq!(machine.found(), [(path, FoundBy::P11Kit)], "p11-kit loads it too");
}

#[test]
fn a_file_that_p11_kit_does_not_read_switches_nothing_off() {
    let mut machine = Machinery::new();
    let path = machine.library("lib/softhsm/libsofthsm2.so");
    machine.sources.p11_kit.user_global = vec![machine.file("user.conf", b"user-config: only\n")];
    machine.file("kit/a.module", format!("module: {}\nenable-in:\n", path.display()).as_bytes());
    assert_eq!(machine.found(), [(path, FoundBy::Known)], "found by its place, as without p11-kit");
}

#[test]
fn the_32_bit_twin_of_a_driver_that_p11_kit_switches_off_does_not_take_its_place() {
    let (machine, _) = with_small_host();
    let small = machine.file("lib32/libeTPkcs11.so", &elf(1, 3));
    let large = machine.library("lib/libeTPkcs11.so");
    machine.file("kit/safenet.module", format!("module: {}\nenable-in:\n", large.display()).as_bytes());
    let discovery = discover(&machine.sources);
    assert_eq!(discovery.drivers, [], "neither");
    assert!(discovery.passed_over.contains(&PassedOver { path: small, reason: Reason::Twin }), "{discovery:?}");
}
