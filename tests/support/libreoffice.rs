//! LibreOffice as a judge of our files.

/// Lets it convert until the files exist, at most three times. Pitfall: if several start on a busy machine, one may end
/// with status 0 without having written anything; the caller checks what it does write.
pub fn until_made(mut convert: impl FnMut(), is_made: impl Fn() -> bool) {
    for _ in 0..3 {
        convert();
        if is_made() {
            return;
        }
    }
}
