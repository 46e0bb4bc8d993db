//! Prints a PIN on stderr as OpenSC's pkcs11-spy does: pointer and length, then bytes and letters, sixteen per line.
//!
//! Pitfall: this output is meant to leak; nothing else here may print a PIN.

use std::io::Write;

pub fn print(name: &str, pointer: *const u8, pin: &[u8]) {
    use std::fmt::Write as _;

    let mut text = format!("[in] {name} {:016x} / {}\n", pointer as usize, pin.len());
    for (line, octets) in pin.chunks(16).enumerate() {
        let hex: String = octets.iter().fold(String::new(), |mut hex, octet| {
            write!(hex, "{octet:02X} ").expect("a String takes all that is written");
            hex
        });
        let shown = |octet: &u8| if (32..127).contains(octet) { char::from(*octet) } else { '.' };
        let letters: String = octets.iter().map(shown).collect();
        writeln!(text, "    {:08X}  {hex:<48} {letters:<16}", 16 * line).expect("as above");
    }
    // Closing the stream is the caller's choice.
    std::io::stderr().write_all(text.as_bytes()).ok();
}
