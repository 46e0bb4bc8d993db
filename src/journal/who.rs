//! The user and the machine, as the journal names them.

use std::ffi::OsString;

/// The operator's account and the machine's name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Who {
    /// The account; under sudo also the original user.
    pub operator: String,
    /// The machine.
    pub host: String,
}

impl Who {
    /// As known to the operating system; `variable` looks up an environment variable.
    #[cfg(unix)]
    pub fn of_system(variable: &dyn Fn(&str) -> Option<OsString>) -> Self {
        let text = |name: &str| variable(name).map(|value| value.to_string_lossy().into_owned());
        let uid = rustix::process::getuid().as_raw();
        // The account comes from the user id, which the environment cannot change.
        let account = std::fs::read_to_string("/etc/passwd")
            .ok()
            .and_then(|accounts| account_of(&accounts, uid))
            .unwrap_or_else(|| text("LOGNAME").or_else(|| text("USER")).unwrap_or_else(|| format!("uid {uid}")));
        let operator = match text("SUDO_USER").filter(|_| uid == 0) {
            Some(person) => format!("{account} (sudo: {person})"),
            None => account,
        };
        let host = rustix::system::uname().nodename().to_string_lossy().into_owned();
        Self { operator, host }
    }

    /// As known to the operating system; `variable` looks up an environment variable.
    #[cfg(not(unix))]
    pub fn of_system(variable: &dyn Fn(&str) -> Option<OsString>) -> Self {
        let text = |name: &str| variable(name).map(|value| value.to_string_lossy().into_owned());
        let account = text("USERNAME").unwrap_or_else(|| "unknown".to_owned());
        let operator = match text("USERDOMAIN") {
            Some(domain) => format!("{domain}\\{account}"),
            None => account,
        };
        Self { operator, host: text("COMPUTERNAME").unwrap_or_else(|| "unknown".to_owned()) }
    }
}

/// The account of a user id in the text of /etc/passwd.
#[cfg(unix)]
fn account_of(accounts: &str, uid: u32) -> Option<String> {
    accounts.lines().find_map(|line| {
        let mut fields = line.split(':');
        let name = fields.next()?;
        (fields.nth(1)?.parse() == Ok(uid)).then(|| name.to_owned())
    })
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn the_account_comes_from_the_user_id_and_not_from_the_environment() {
        let accounts = "root:x:0:0:root:/root:/bin/bash\nan:x:1000:1000::/home/an:/bin/sh\n";
        assert_eq!(account_of(accounts, 1000).as_deref(), Some("an"), "by id");
        assert_eq!(account_of(accounts, 7), None, "unknown id");
        assert_eq!(account_of("broken\n::\n", 0), None, "a broken file is no account");
    }
}
