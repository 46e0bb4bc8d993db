//! Frames: a length, a kind, and JSON or a secret's raw bytes.
//!
//! Pitfall: a frame's length comes from a process in which foreign code runs, so it is checked before anything is
//! allocated.

use std::io::{self, Read, Write};

use serde::{Serialize, de::DeserializeOwned};
use zeroize::Zeroizing;

/// The longest JSON frame that is read: 64 MiB.
pub const MAX_FRAME: usize = 64 << 20;
/// The longest secret that is read: 4 KiB.
pub const MAX_SECRET: usize = 4 << 10;

const JSON: u8 = 0;
const SECRET: u8 = 1;

/// One frame as read.
pub enum Frame {
    /// JSON text.
    Json(Vec<u8>),
    /// A secret.
    Secret(Zeroizing<Vec<u8>>),
}

/// Writes a message as one frame with a single `write`.
pub fn write_message<T: Serialize>(writer: &mut dyn Write, message: &T) -> io::Result<()> {
    let mut frame = vec![0; 5];
    serde_json::to_writer(&mut frame, message).map_err(io::Error::other)?;
    finish_frame(&mut frame, JSON)?;
    writer.write_all(&frame)?;
    writer.flush()
}

/// Writes a secret as a separate frame; the copy made for it is wiped.
pub fn write_secret(writer: &mut dyn Write, secret: &[u8]) -> io::Result<()> {
    let mut frame = Zeroizing::new(Vec::with_capacity(secret.len().saturating_add(5)));
    frame.extend_from_slice(&[0; 5]);
    frame.extend_from_slice(secret);
    finish_frame(&mut frame, SECRET)?;
    writer.write_all(&frame)?;
    writer.flush()
}

fn finish_frame(frame: &mut [u8], kind: u8) -> io::Result<()> {
    let length = u32::try_from(frame.len().saturating_sub(5)).map_err(io::Error::other)?;
    if let Some((head, _)) = frame.split_first_chunk_mut::<5>() {
        let [a, b, c, d] = length.to_le_bytes();
        *head = [a, b, c, d, kind];
    }
    Ok(())
}

/// Reads one frame; `None` at the end of the stream between frames.
///
/// # Errors
/// A torn frame, an unknown kind, or a length over [`MAX_FRAME`] or [`MAX_SECRET`].
pub fn read_frame(reader: &mut dyn Read) -> io::Result<Option<Frame>> {
    let mut head = [0; 5];
    let mut filled = 0;
    while let Some(rest) = head.get_mut(filled..).filter(|rest| !rest.is_empty()) {
        match reader.read(rest) {
            Ok(0) if filled == 0 => return Ok(None),
            Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(count) => filled += count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    let [a, b, c, d, kind] = head;
    let length = usize::try_from(u32::from_le_bytes([a, b, c, d])).map_err(io::Error::other)?;
    match kind {
        JSON if length <= MAX_FRAME => {
            let mut bytes = Vec::new();
            read_exactly(reader, length, &mut bytes)?;
            Ok(Some(Frame::Json(bytes)))
        }
        SECRET if length <= MAX_SECRET => {
            let mut bytes = Zeroizing::new(vec![0; length]);
            reader.read_exact(&mut bytes)?;
            Ok(Some(Frame::Secret(bytes)))
        }
        _ => Err(io::Error::new(io::ErrorKind::InvalidData, "frame of unknown kind or too long")),
    }
}

/// Grows with the data that arrives, so that a claimed length alone allocates nothing.
fn read_exactly(reader: &mut dyn Read, length: usize, bytes: &mut Vec<u8>) -> io::Result<()> {
    let wanted = u64::try_from(length).map_err(io::Error::other)?;
    bytes.reserve(length.min(64 << 10));
    let count = reader.take(wanted).read_to_end(bytes)?;
    if count == length { Ok(()) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
}

/// Reads a message; `None` at the end of the stream.
pub fn read_message<T: DeserializeOwned>(reader: &mut dyn Read) -> io::Result<Option<T>> {
    match read_frame(reader)? {
        None => Ok(None),
        Some(Frame::Json(bytes)) => serde_json::from_slice(&bytes).map(Some).map_err(io::Error::from),
        Some(Frame::Secret(_)) => Err(io::Error::new(io::ErrorKind::InvalidData, "a secret where a message was due")),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Act, Deed, Guard, Request};
    use super::*;

    #[test]
    fn messages_and_secrets_survive_the_pipe() {
        let mut pipe = Vec::new();
        let request =
            Request::Act(Box::new(Act { slot: 7, deed: Deed::InitPin, pin_pad: false, guard: Guard::default() }));
        write_message(&mut pipe, &request).unwrap();
        write_secret(&mut pipe, b"geheim").unwrap();
        let mut reader = pipe.as_slice();
        assert_eq!(read_message::<Request>(&mut reader).unwrap(), Some(request), "the request comes back");
        let Some(Frame::Secret(secret)) = read_frame(&mut reader).unwrap() else { panic!("the secret comes second") };
        assert_eq!(secret.as_slice(), b"geheim", "and whole");
        assert!(read_frame(&mut reader).unwrap().is_none(), "then the stream ends");
    }

    #[test]
    fn a_claimed_length_beyond_the_bound_is_refused_before_allocating() {
        let mut claim: &[u8] = &[0xff, 0xff, 0xff, 0xff, JSON];
        assert!(read_frame(&mut claim).is_err(), "4 GiB must not be allocated");
        let mut torn: &[u8] = &[10, 0, 0, 0, JSON, b'{'];
        assert!(read_frame(&mut torn).is_err(), "a torn frame is an error, not a short message");
    }
}
