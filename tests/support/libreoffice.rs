//! LibreOffice as a judge of our files.

/// Lets it convert until the files are there, three times at most. Pitfall: where several start on a busy machine, one may
/// end with status 0 and have written nothing; what it does write is judged by the caller.
pub fn until_made(mut convert: impl FnMut(), is_made: impl Fn() -> bool) {
    for _ in 0..3 {
        convert();
        if is_made() {
            return;
        }
    }
}
