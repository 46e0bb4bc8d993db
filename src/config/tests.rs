//! Reading config files: correct ones, mistakes, and the shape compared with the types.

use super::schema::{ConfigKey, ROOT, Shape};
use super::*;
use crate::domain::policy::Demand;
use crate::domain::situation::{Class, Situation as _};

fn parse(text: &str) -> Result<Config, ConfigError> {
    Config::parse(text, Path::new("/etc/demo/config.toml"))
}

/// A config in which every field is set.
fn full() -> Config {
    let text = |name: &str| Some(name.to_owned());
    Config {
        language: text("vi"),
        roster: StaffList {
            file: Some("/r.csv".into()),
            decisions: Some("/d.toml".into()),
            sheet: text("Danh sách"),
            columns: [("Tổ công tác".to_owned(), "department".to_owned())].into(),
            states: [("nghỉ mất sức".to_owned(), "retired".to_owned())].into(),
        },
        check: Check { warn: text("90d"), crit: text("2026-12-31") },
        body: Body {
            name: text("Xã A"),
            parent: text("Huyện B"),
            address: text("1 Phố C"),
            province: text("Hà Nội"),
            tax_code: text("0100109106"),
            budget_code: text("1000001"),
            place: text("Hà Nội"),
            symbol: text("UBND-VP"),
            authority: text("TM. ỦY BAN NHÂN DÂN"),
            head_title: text("Chủ tịch"),
            head_name: text("Trần Thị B"),
            copies: vec!["Như trên;".to_owned()],
        },
        officer: Contact {
            name: text("Nguyễn Văn A"),
            identity_number: text("001"),
            identity_date: text("01/01/2020"),
            identity_place: text("Cục"),
            position: text("Chuyên viên"),
            mobile: text("09"),
            email: text("a@hanoi.gov.vn"),
            address: text("1 Phố C"),
        },
        forms: Forms { edition: text("09/2024"), file: Some("/f.toml".into()) },
        drivers: vec![Driver {
            path: "/lib/a.so".into(),
            name: text("a"),
            disabled: true,
            timeout: Some(9),
            hosts: Some(2),
            init_args: text("configdir='x'"),
            unlock: Some(Way::PukSetPinYkcs11),
            opensc_conf: Some("/o.conf".into()),
            total_timeout: Some(60),
            confine: Some(true),
            confine_write: vec!["/w".into()],
            allow_writable: true,
            allow_no_entry_point: true,
        }],
        every_driver: EveryDriver { confine: true, confine_write: vec!["/e".into()], total_timeout: Some(600) },
        government_cas: vec![GovernmentCa { organization: text("Ban"), common_name: text("CA") }],
        ..Config::default()
    }
}

fn names(fields: &[ConfigKey], above: &str, into: &mut Vec<String>) {
    for field in fields {
        match field.shape {
            Shape::Table(below) | Shape::TextOrTable(below) | Shape::Tables(below) => {
                names(below, &format!("{above}{}.", field.name), into);
            }
            _ => into.push(format!("{above}{}", field.name)),
        }
    }
}

fn written(table: &toml::Table, above: &str, into: &mut Vec<String>) {
    for (key, value) in table {
        let is_leaf = format!("{above}{key}") == "names.abbreviations";
        let inner = match value {
            _ if is_leaf => None,
            toml::Value::Array(items) => items.first().and_then(toml::Value::as_table),
            value => value.as_table(),
        };
        // The user's own names are not keys.
        match inner.filter(|_| !["columns", "states"].contains(&key.as_str())) {
            Some(table) => written(table, &format!("{above}{key}."), into),
            None => into.push(format!("{above}{key}")),
        }
    }
}

#[test]
fn the_shape_and_the_types_name_the_same_keys() {
    let table = toml::Table::try_from(full()).expect("it can be written");
    let (mut shape, mut types) = (Vec::new(), Vec::new());
    names(ROOT, "", &mut shape);
    written(&table, "", &mut types);
    shape.sort();
    types.sort();
    assert_eq!(shape, types, "schema.rs and Config");
}

#[test]
fn one_table_named_driver_holds_for_every_driver() {
    let text = "[driver]\nconfine = true\nconfine_write = [\"/e\"]\n";
    let every = EveryDriver { confine: true, confine_write: vec!["/e".into()], total_timeout: None };
    assert_eq!(parse(text), Ok(Config { every_driver: every, ..Config::default() }), "as `[every_driver]`");
    for text in ["[driver]\npath = \"/a.so\"\n", "[driver]\nconfine = true\n[every_driver]\nconfine = false\n"] {
        assert!(parse(text).is_err(), "a driver is written `[[driver]]`, and nothing is said twice: {text}");
    }
}

#[test]
fn what_is_written_is_read_back() {
    for mut config in [Config::default(), full()] {
        let text = toml::to_string(&config).expect("it can be written");
        // A setting in the file is explicit, even if it equals the default.
        for demand in [&mut config.pin_policy.upper, &mut config.pin_policy.lower] {
            *demand = if *demand == Demand::Usual { Demand::Always } else { *demand };
        }
        assert_eq!(parse(&text), Ok(config), "the same:\n{text}");
    }
}

#[test]
fn an_empty_file_and_no_file_mean_the_defaults() {
    assert_eq!(parse(""), Ok(Config::default()), "empty");
    assert_eq!(parse("\u{feff}# a comment\r\n"), Ok(Config::default()), "a byte order mark of Notepad");
    let folder = tempfile::tempdir().expect("a folder");
    let name = if cfg!(windows) { "APPDATA" } else { "XDG_CONFIG_HOME" };
    let environment = Environment::given([(name, folder.path())]);
    assert_eq!(Config::load(&environment), Ok(Config::default()), "absent");
    let config = Config::default();
    assert!(crate::domain::time::zone(&config.timezone).is_some(), "the zone is known");
    assert_eq!(config.timezone, "Asia/Ho_Chi_Minh", "the zone");
    assert_eq!(
        (config.renewal.min_days_left, config.renewal.max_renewals, config.renewal.open_days),
        (30, 1, 90),
        "law"
    );
}

#[test]
fn a_file_named_by_the_environment_must_exist() {
    let folder = tempfile::tempdir().expect("a folder");
    let environment = Environment::given([("TOKENCTL_CONFIG", folder.path().join("none.toml"))]);
    let error = Config::load(&environment).expect_err("absent");
    assert_eq!((error.code(), error.class()), ("config-not-found", Class::Usage), "status 2");
    let environment = Environment::given([("TOKENCTL_CONFIG", folder.path())]);
    assert_eq!(Config::load(&environment).expect_err("a folder").code(), "config-unreadable", "a folder");
}

#[test]
fn an_unknown_key_is_told_with_its_line_and_the_nearest_one() {
    let cases = [
        ("\nlangauge = 'vi'", 2, "langauge", Some("language")),
        ("[pin_policy]\nupper = true\nmin_lenght = 9", 3, "pin_policy.min_lenght", Some("min_length")),
        ("[[driver]]\npath = '/a'\n\n[[driver]]\npath = '/b'\ntime_out = 3", 6, "driver.time_out", Some("timeout")),
        ("[drivers]\nx = 1", 1, "drivers", Some("driver")),
        ("quite_other_thing = 1", 1, "quite_other_thing", None),
    ];
    for (text, line, key, nearest) in cases {
        let wanted = ConfigError::UnknownKey {
            file: "/etc/demo/config.toml".into(),
            line,
            key: key.to_owned(),
            nearest: nearest.map(str::to_owned),
        };
        assert_eq!(parse(text), Err(wanted), "{text}");
    }
}

#[test]
fn a_value_of_the_wrong_kind_is_told_with_line_column_and_what_it_takes() {
    let cases = [
        ("language = 'fr'", (1, 12), "config-expected-choice"),
        ("timezone = 7", (1, 12), "config-expected-zone"),
        ("timezone = 'Asia/Hanoi'", (1, 12), "config-expected-zone"),
        ("roster = 7", (1, 10), "config-expected-text"),
        ("language = 'vi'\nlanguage = 'en'", (2, 1), ""),
        ("[renewal]\nmin_days_left = '30'", (2, 17), "config-expected-number"),
        ("[renewal]\nmin_days_left = -1", (2, 17), "config-expected-number"),
        ("[renewal]\nmin_days_left = 99999999999999999999999", (2, 17), "config-expected-number"),
        ("[pin_policy]\ndigit = 1", (2, 9), "config-expected-flag"),
        ("[check]\nwarn = 9.5", (2, 8), "config-expected-threshold"),
        ("body = 'Xã'", (1, 8), "config-expected-table"),
        ("[driver]\npath = '/a'", (1, 1), "config-expected-tables"),
        ("refused_email_domains = ['a', 1]", (1, 25), "config-expected-texts"),
        ("[[driver]]\npath = '/a'\nunlock = 'guess'", (3, 10), "config-expected-choice"),
        ("[[driver]]\npath = '/a'\nunlock = 'challenge-response'", (3, 10), "config-expected-choice"),
        ("[[driver]]\npath = '/a'\ntimeout = 0", (3, 11), "config-expected-number"),
        ("[body]\nname = 'Xã', \n", (2, 12), ""),
    ];
    for (text, place, wanted) in cases {
        match parse(text).expect_err(text) {
            ConfigError::WrongType { line, column, expected, .. } => {
                assert_eq!(((line, column), expected.id), (place, wanted), "{text}");
            }
            ConfigError::Syntax { line, column, .. } => assert_eq!(((line, column), ""), (place, wanted), "{text}"),
            other => panic!("{text}: {other:?}"),
        }
    }
}

#[test]
fn a_driver_without_a_path_is_told() {
    let error = parse("[[driver]]\nname = 'x'").expect_err("no path");
    assert!(matches!(&error, ConfigError::MissingKey { line: 1, key, .. } if key == "driver.path"), "{error:?}");
}

#[test]
fn a_threshold_may_be_a_bare_number_of_days() {
    let config = parse("[check]\nwarn = 90\ncrit = '30d'").expect("both forms");
    assert_eq!(config.check, Check { warn: Some("90d".into()), crit: Some("30d".into()) }, "as the options take them");
}

#[cfg(unix)]
#[test]
fn relative_paths_start_at_the_config_files_folder() {
    let config = parse("roster = 'staff.csv'\n[[driver]]\npath = '/lib/a.so'").expect("a config");
    assert_eq!(config.roster.file, Some("/etc/demo/staff.csv".into()), "beside the config");
    assert_eq!(config.drivers[0].path, PathBuf::from("/lib/a.so"), "absolute stays");
}

proptest::proptest! {
    #[test]
    fn no_text_makes_the_reader_panic(text in "[\\[\\]a-z_='\" \n0-9.é]{0,80}") {
        drop(parse(&text));
    }
}
