//! The bytes of an answer as they arrive: until a deadline, within a limit, whole or chunked.
//!
//! Pitfall: a server may send one byte a second without end; every read gets only the rest of the total time.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use super::error::HttpError;

/// Bytes requested at once.
const PIECE: usize = 16 * 1024;
/// The longest line with a chunk's length.
const MAX_LINE: usize = 1024;

/// A connection that is read from.
pub(super) struct Source {
    stream: TcpStream,
    deadline: Instant,
    /// What was read but not consumed yet.
    buffer: Vec<u8>,
}

/// How the end of a body is determined (RFC 9112 6.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Length {
    Octets(usize),
    Chunked,
    UntilEnd,
}

impl Source {
    pub(super) fn new(stream: TcpStream, deadline: Instant) -> Self {
        Self { stream, deadline, buffer: Vec::new() }
    }

    /// Sends a request.
    pub(super) fn write(&mut self, octets: &[u8], left: Duration) -> Result<(), HttpError> {
        let sent = self.stream.set_write_timeout(Some(left)).and_then(|()| self.stream.write_all(octets));
        sent.map_err(|fault| HttpError::of(&fault))
    }

    /// What was read but not consumed yet.
    pub(super) fn buffer(&self) -> &[u8] {
        &self.buffer
    }

    /// Takes bytes out of the buffer.
    pub(super) fn take(&mut self, count: usize) -> Vec<u8> {
        self.buffer.drain(..count.min(self.buffer.len())).collect()
    }

    /// Reads more; false at the end.
    pub(super) fn more(&mut self) -> Result<bool, HttpError> {
        let left = self.deadline.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(HttpError::TimedOut);
        }
        self.stream.set_read_timeout(Some(left)).map_err(|fault| HttpError::of(&fault))?;
        let mut piece = [0; PIECE];
        loop {
            match self.stream.read(&mut piece) {
                Ok(count) => {
                    self.buffer.extend(piece.iter().take(count));
                    return Ok(count > 0);
                }
                Err(fault) if fault.kind() == std::io::ErrorKind::Interrupted => {}
                Err(fault) => return Err(HttpError::of(&fault)),
            }
        }
    }

    /// The whole body.
    pub(super) fn body(&mut self, length: Length, limit: usize) -> Result<Vec<u8>, HttpError> {
        match length {
            Length::Octets(count) if count > limit => Err(HttpError::TooLong),
            Length::Octets(count) => self.exactly(count),
            Length::Chunked => self.chunks(limit),
            Length::UntilEnd => loop {
                if self.buffer.len() > limit {
                    return Err(HttpError::TooLong);
                }
                if !self.more()? {
                    return Ok(self.take(usize::MAX));
                }
            },
        }
    }

    fn exactly(&mut self, count: usize) -> Result<Vec<u8>, HttpError> {
        while self.buffer.len() < count {
            if !self.more()? {
                return Err(HttpError::EndedEarly);
            }
        }
        Ok(self.take(count))
    }

    fn chunks(&mut self, limit: usize) -> Result<Vec<u8>, HttpError> {
        let mut body = Vec::new();
        loop {
            let size = self.chunk_size()?;
            if size == 0 {
                return Ok(body);
            }
            if size > limit.saturating_sub(body.len()) {
                return Err(HttpError::TooLong);
            }
            body.extend(self.exactly(size)?);
            if self.exactly(2)? != b"\r\n" {
                return Err(HttpError::NotHttp);
            }
        }
    }

    fn chunk_size(&mut self) -> Result<usize, HttpError> {
        loop {
            match httparse::parse_chunk_size(&self.buffer) {
                Ok(httparse::Status::Complete((taken, size))) => {
                    self.take(taken);
                    return usize::try_from(size).map_err(|_beyond| HttpError::TooLong);
                }
                Ok(httparse::Status::Partial) if self.buffer.len() < MAX_LINE => {
                    if !self.more()? {
                        return Err(HttpError::EndedEarly);
                    }
                }
                Ok(httparse::Status::Partial) | Err(_) => return Err(HttpError::NotHttp),
            }
        }
    }
}
