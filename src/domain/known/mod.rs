//! Known drivers as data: usual paths of their files, how they identify themselves, whether they set the PIN flags.
//!
//! Pure: `driver::discover` accesses the file system. Pitfall: paths are text with the separator of their platform, so
//! that Windows rows are tested on Linux; `std::path` would use the wrong separator there.

mod card;
mod init;
mod table;
mod trust;
mod writes;

pub use card::{Card, recognise_card};
pub use init::{InitBarrier, init_barrier};
pub use table::KNOWN;
pub use trust::{Trust, WarnsAt};
pub use writes::{Writes, is_attestation};

/// The vendor or product of a driver; unlocking and hints depend on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Family {
    /// `SafeNet` eToken (government tokens before about 2022).
    SafeNet,
    /// bit4id `TokenME` (government tokens today).
    Bit4id,
    /// SoftHSM 1 and 2.
    SoftHsm,
    /// kryoptic.
    Kryoptic,
    /// openCryptoki.
    OpenCryptoki,
    /// `wolfPKCS11`.
    WolfPkcs11,
    /// OpenSC, all cards but those with a family of their own.
    OpenSc,
    /// SmartCard-HSM and Nitrokey HSM, through OpenSC or their own driver.
    SmartCardHsm,
    /// `YubiKey` through ykcs11.
    Ykcs11,
    /// A TPM through tpm2-pkcs11.
    Tpm2,
    /// NSS softokn.
    Nss,
    /// Rutoken.
    Rutoken,
    /// Viettel-CA.
    Viettel,
    /// VNPT-CA.
    Vnpt,
    /// Bkav CA.
    Bkav,
    /// FPT-CA.
    Fpt,
    /// CA2 and NCCA.
    Ca2,
    /// Other Vietnamese public CAs' rebrands: MISA, `EasyCA`, I-CA, `FastCA`, EFY, Newtel, `SafeCA`, `SmartSign`.
    PublicCa,
    /// Feitian, `SecureMetric`, Longmai and similar, under the vendors' own names.
    Feitian,
}

/// Whether discovery looks for a driver by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Search {
    /// At its usual paths.
    Usual,
    /// Only if p11-kit, the config or an option names it: it needs arguments, or only repeats other drivers.
    Asked,
}

/// One row of the table.
#[derive(Debug, PartialEq, Eq)]
pub struct KnownDriver {
    /// Its family.
    pub family: Family,
    /// Its usual name.
    pub name: &'static str,
    /// File names below a library folder (`softhsm/libsofthsm2.so`), or absolute ones; preferred ones first.
    pub linux: &'static [&'static str],
    /// The same for macOS.
    pub macos: &'static [&'static str],
    /// The same for Windows, with `\`; plain names are in System32, others below Program Files.
    pub windows: &'static [&'static str],
    /// Parts of `CK_INFO`'s description or manufacturer, in lower case, that identify it.
    pub library: &'static [&'static str],
    /// Parts of `CK_TOKEN_INFO`'s manufacturer or model, in lower case, that identify it whatever the library says.
    pub token: &'static [&'static str],
    /// What its PIN flags reveal.
    pub trust: Trust,
    /// How it writes certificates.
    pub writes: Writes,
    /// Whether it is looked for.
    pub search: Search,
}

/// Recognises a driver by the result of `C_GetInfo`, then by its file name.
///
/// The library's own description takes precedence, since files are renamed; but the file name of a known rebrand
/// overrides a vendor's description, because it shows whose token it is.
pub fn recognise(
    library_description: &str,
    library_manufacturer: &str,
    path_file_name: &str,
) -> Option<&'static KnownDriver> {
    let description = library_description.to_lowercase();
    let manufacturer = library_manufacturer.to_lowercase();
    let by_words = KNOWN
        .iter()
        .find(|known| known.library.iter().any(|piece| description.contains(piece) || manufacturer.contains(piece)));
    match by_words {
        Some(known) if known.family != Family::Feitian => Some(known),
        maker => by_file_name(path_file_name).or(maker),
    }
}

/// Recognises a driver by a file name (without folders).
pub fn by_file_name(name: &str) -> Option<&'static KnownDriver> {
    let wanted = stem(name);
    KNOWN.iter().find(|known| {
        [known.linux, known.macos, known.windows].into_iter().flatten().any(|path| stem(last_part(path)) == wanted)
    })
}

/// Recognises a token by its own description, such as a SmartCard-HSM behind OpenSC.
pub fn recognise_token(manufacturer: &str, model: &str) -> Option<&'static KnownDriver> {
    let manufacturer = manufacturer.to_lowercase();
    let model = model.to_lowercase();
    KNOWN.iter().find(|known| known.token.iter().any(|piece| manufacturer.contains(piece) || model.contains(piece)))
}

/// Whether a driver is known to set CKF_TOKEN_INITIALIZED: without it, a token's values are defaults.
pub fn marks_initialized(driver: &KnownDriver) -> bool {
    use Family::{Kryoptic, Nss, OpenCryptoki, SoftHsm, Tpm2};
    matches!(driver.family, SoftHsm | Kryoptic | OpenCryptoki | Tpm2 | Nss)
}

/// p11-kit's own proxy and trust modules, which only repeat other drivers or hold no token.
pub fn is_aggregate(file_name: &str) -> bool {
    matches!(
        stem(file_name).as_str(),
        "p11-kit-proxy" | "libp11-kit" | "p11-kit-trust" | "p11-kit-client" | "libnssckbi"
    )
}

/// A file name in lower case up to its extension, so that `libykcs11.so.2` is `libykcs11`.
fn stem(name: &str) -> String {
    let lower = name.to_lowercase();
    let end = [".so", ".dylib", ".dll"].iter().filter_map(|ending| lower.find(ending)).min();
    end.and_then(|end| lower.get(..end)).unwrap_or(&lower).to_owned()
}

/// The last part of a path in either system's notation.
pub fn last_part(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

/// An operating system, as far as paths go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Platform {
    /// Linux and other Unix systems.
    Linux,
    /// macOS.
    MacOs,
    /// Windows.
    Windows,
}

impl Platform {
    /// The platform of this build.
    pub const fn of_build() -> Self {
        if cfg!(windows) {
            Self::Windows
        } else if cfg!(target_os = "macos") {
            Self::MacOs
        } else {
            Self::Linux
        }
    }
}

/// The base folders in which known drivers are looked for, in search order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Roots {
    /// Selects the rows of the table.
    pub platform: Platform,
    /// Library folders: `/usr/lib/x86_64-linux-gnu`, …; under Windows System32 and `SysWOW64`.
    pub libraries: Vec<String>,
    /// Program folders: `C:\Program Files`, `C:\Program Files (x86)`; Windows only.
    pub programs: Vec<String>,
}

impl Roots {
    /// Debian's and Fedora's library folders for every processor; a missing one takes one lookup.
    pub fn linux() -> Self {
        let libraries = [
            "/usr/lib/x86_64-linux-gnu",
            "/usr/lib/aarch64-linux-gnu",
            "/usr/lib64",
            "/usr/lib",
            "/usr/local/lib",
            "/usr/local/lib64",
            "/usr/lib/i386-linux-gnu",
            "/usr/lib/arm-linux-gnueabihf",
        ];
        Self { platform: Platform::Linux, libraries: libraries.map(str::to_owned).to_vec(), programs: Vec::new() }
    }

    /// The folders of macOS, with both of Homebrew's.
    pub fn macos() -> Self {
        let libraries = ["/usr/local/lib", "/opt/homebrew/lib", "/Library/OpenSC/lib", "/usr/lib"];
        Self { platform: Platform::MacOs, libraries: libraries.map(str::to_owned).to_vec(), programs: Vec::new() }
    }

    /// The folders of Windows, from `SystemRoot`, `ProgramFiles` and `ProgramFiles(x86)`.
    pub fn windows(system_root: &str, program_files: &str, program_files_x86: Option<&str>) -> Self {
        let libraries = ["System32", "SysWOW64"].map(|name| join(Platform::Windows, system_root, name)).to_vec();
        let programs = std::iter::once(program_files).chain(program_files_x86).map(str::to_owned).collect();
        Self { platform: Platform::Windows, libraries, programs }
    }

    /// Every folder, to report which were searched.
    pub fn folders(&self) -> impl Iterator<Item = &str> {
        self.libraries.iter().chain(&self.programs).map(String::as_str)
    }
}

/// A possible location of a known driver.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownPath {
    /// The row it comes from.
    pub driver: &'static KnownDriver,
    /// The absolute path.
    pub path: String,
}

/// Every possible path of a known driver, by row of the table, then by folder.
pub fn candidates(roots: &Roots) -> Vec<KnownPath> {
    KNOWN
        .iter()
        .filter(|driver| driver.search == Search::Usual)
        .flat_map(|driver| paths_of(driver, roots).into_iter().map(move |path| KnownPath { driver, path }))
        .collect()
}

fn paths_of(driver: &KnownDriver, roots: &Roots) -> Vec<String> {
    let names = match roots.platform {
        Platform::Linux => driver.linux,
        Platform::MacOs => driver.macos,
        Platform::Windows => driver.windows,
    };
    let mut paths = Vec::new();
    for name in names {
        if name.starts_with('/') {
            paths.push((*name).to_owned());
            continue;
        }
        let below_programs = roots.platform == Platform::Windows && name.contains('\\');
        let folders = if below_programs { &roots.programs } else { &roots.libraries };
        paths.extend(folders.iter().map(|folder| join(roots.platform, folder, name)));
    }
    paths
}

fn join(platform: Platform, folder: &str, name: &str) -> String {
    let separator = if platform == Platform::Windows { '\\' } else { '/' };
    format!("{}{separator}{name}", folder.trim_end_matches(separator))
}

#[cfg(test)]
mod tests;
