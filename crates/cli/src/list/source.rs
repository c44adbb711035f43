//! Where a list comes from: a file or standard input, as UTF-8 bytes. UTF-16 with a byte order mark is decoded; formats
//! that are not lists are named.

use std::{
    fs::File,
    io::{self, BufRead, BufReader, Cursor, Read},
    path::Path,
};

use encoding_rs_io::DecodeReaderBytesBuilder;
use fusebill::{Error, ResultsFile};

use super::table;

/// The end of a first line that is longer than this is not waited for.
const LONGEST_HEAD: usize = 8 * 1024;

/// Opens a list. `command` is the one that was given, for what a message advises.
pub(super) fn open(path: &Path, name: &str, command: &str) -> Result<Box<dyn BufRead>, Error> {
    if path == Path::new("-") {
        return decoded(io::stdin(), name, command);
    }
    decoded(File::open(path).map_err(|error| cannot_read(name, &error))?, name, command)
}

pub(super) fn cannot_read(name: &str, error: &io::Error) -> Error {
    match error.kind() {
        // The list itself is at fault: a line that is too long.
        io::ErrorKind::InvalidData => Error::invalid_argument(format!("{name}: {error}")),
        _ => Error::io(format!("{name}: {error}")),
    }
}

/// Whether a file starts like a results file.
pub(super) fn is_results_file(path: &Path) -> bool {
    path != Path::new("-") && ResultsFile::is_at(path)
}

pub(super) fn decoded(mut raw: impl Read + 'static, name: &str, command: &str) -> Result<Box<dyn BufRead>, Error> {
    let cannot = |error: io::Error| cannot_read(name, &error);
    let head = first_line(&mut raw).map_err(cannot)?;
    if let Some(what) = not_a_list(&head, command) {
        return Err(Error::invalid_argument(format!("{name}: {what}")));
    }
    // Without a byte order mark, bytes are passed through: a name in Latin-1 must not invalidate its row.
    let mut decoder = DecodeReaderBytesBuilder::new()
        .bom_override(true)
        .strip_bom(true)
        .utf8_passthru(true)
        .build(Cursor::new(head).chain(raw));
    let head = first_line(&mut decoder).map_err(cannot)?;
    Ok(Box::new(Cursor::new(head).chain(BufReader::with_capacity(64 * 1024, decoder))))
}

/// Reads until there is a line, or many bytes without one, and does not wait for more of a slow stream.
fn first_line(source: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut head = Vec::new();
    let mut buffer = vec![0; LONGEST_HEAD];
    while head.len() < LONGEST_HEAD && table::end_of_line(&head).is_none() {
        let amount = match source.read(&mut buffer[..LONGEST_HEAD - head.len()]) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            other => other?,
        };
        if amount == 0 {
            break;
        }
        head.extend_from_slice(&buffer[..amount]);
    }
    Ok(head)
}

/// Describes a file that cannot be a list, with what to do.
fn not_a_list(head: &[u8], command: &str) -> Option<String> {
    for (begin, name, tool) in [
        (&b"\x1f\x8b"[..], "gzip", "zcat"),
        (b"BZh", "bzip2", "bzcat"),
        (b"\xfd7zXZ", "xz", "xzcat"),
        (b"\x28\xb5\x2f\xfd", "zstd", "zstdcat"),
    ] {
        if head.starts_with(begin) {
            return Some(format!("it is {name}; unpack it first: {tool} FILE | fusebill {command} --from -"));
        }
    }
    let text = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
    let what = match (head, text) {
        ([b'P', b'K', 3, 4, ..], _) => "it is an Excel workbook (.xlsx) or another zip; save it as CSV",
        ([0xd0, 0xcf, 0x11, 0xe0, ..], _) => "it is an Excel workbook (.xls); save it as CSV",
        ([0xff, 0xfe, 0, 0, ..] | [0, 0, 0xfe, 0xff, ..], _) => "it is UTF-32; save it as UTF-8",
        ([0xff, 0xfe, ..] | [0xfe, 0xff, ..], _) => return None,
        _ if head.contains(&0) => "it contains NUL bytes, like UTF-16 without a byte order mark; save it as UTF-8",
        (_, [b'%', b'P', b'D', b'F', ..]) => "it is a PDF; save the list as CSV",
        (_, [b'{', b'\\', b'r', b't', b'f', ..]) => "it is RTF; save the list as CSV or plain text",
        (_, [b'{' | b'[', ..]) => {
            "it is JSON; a list is CSV, or one id per line, and a results file is named, as it was written"
        }
        (_, [b'<', ..]) => "it is a web page or XML; save the list as CSV",
        _ => return None,
    };
    Some(what.into())
}
