//! Reading JSON, for languages without a JSON parser.

use std::{ffi::c_char, fmt::Write, time::UNIX_EPOCH};

use fusebill_core::{
    Error,
    json::{self, Lookup},
};

use crate::{
    convert,
    guard::{self, Answer},
};

/// What was found in a JSON text: one of the FUSEBILL_JSON_ constants below. Not a fusebill_status.
pub type fusebill_json_status = i32;

/// The value is there.
pub const FUSEBILL_JSON_OK: fusebill_json_status = 0;
/// The value is null.
pub const FUSEBILL_JSON_NULL: fusebill_json_status = 1;
/// There is no such value.
pub const FUSEBILL_JSON_MISSING: fusebill_json_status = 2;
/// The text is not JSON, the pointer is malformed, or one of them is NULL or not UTF-8.
pub const FUSEBILL_JSON_INVALID: fusebill_json_status = 3;

/// Reads one value from a JSON text by JSON pointer (RFC 6901), for languages without a JSON parser. Works with any JSON of
/// this library: "/monthlyRecurringRevenue", "/customerReference/reference1", "/errors/0/value".
///
/// json, pointer: NUL-terminated UTF-8. An empty pointer selects the whole text; ~1 stands for / and ~0 for ~.
/// out_value: NULL, or receives the value: a string without quotes, a number or boolean as written (25.9800), an array or
///   object as JSON. NULL if there is no value, and on an error: this function returns no error JSON. In a string, and in the
///   name of a member, U+FFFD stands for what C or UTF-8 cannot represent: a NUL character (U+0000), and half of a surrogate
///   pair. An empty text, as the server may send to Resynch and Latch, contains nothing: FUSEBILL_JSON_MISSING.
///
/// Owner: the caller frees *out_value with fusebill_string_free. Threads: any.
/// Returns: FUSEBILL_JSON_OK, FUSEBILL_JSON_NULL, FUSEBILL_JSON_MISSING or FUSEBILL_JSON_INVALID.
#[unsafe(no_mangle)]
pub extern "system" fn fusebill_json_get(
    json: *const c_char,
    pointer: *const c_char,
    out_value: *mut *mut c_char,
) -> fusebill_json_status {
    look_up(json, pointer, out_value, |json, pointer| {
        Ok(match json::get(json, pointer)? {
            Lookup::Value(value) => Answer::ok(value.into_owned()),
            Lookup::Null => Answer { status: FUSEBILL_JSON_NULL, text: None },
            Lookup::Missing => Answer { status: FUSEBILL_JSON_MISSING, text: None },
        })
    })
}

/// Reads all members of a JSON object at once, or all elements of an array, named 0, 1, …
///
/// json, pointer: as for fusebill_json_get.
/// out_members: NULL, or receives the name and value of each member as netstrings, sorted by name, with lengths in bytes:
///   "2:id,6:172677,23:monthlyRecurringRevenue,7:25.9800,". Names and values are those of fusebill_json_get; members that are
///   null are left out. An empty text if the pointer selects nothing or a scalar. NULL on an error.
///
/// Owner: the caller frees *out_members with fusebill_string_free. Threads: any.
/// Returns: FUSEBILL_JSON_OK or FUSEBILL_JSON_INVALID.
#[unsafe(no_mangle)]
pub extern "system" fn fusebill_json_members(
    json: *const c_char,
    pointer: *const c_char,
    out_members: *mut *mut c_char,
) -> fusebill_json_status {
    look_up(json, pointer, out_members, |json, pointer| {
        let members = json::members_at(json, pointer)?;
        let mut text = String::new();
        for (name, value) in &members {
            for part in [name, value] {
                // Writing to memory does not fail.
                let _ = write!(text, "{}:{part},", part.len());
            }
        }
        Ok(Answer::ok(text))
    })
}

/// Reads a time from a JSON text: RFC 3339 with or without a zone (then UTC), for example "2023-03-22T19:21:24.857".
///
/// json, pointer: as for fusebill_json_get.
/// out_seconds, out_nanoseconds: NULL, or receive the seconds since 1970-01-01T00:00:00Z, and the nanoseconds after them, 0 to
///   999999999. Both are 0 if there is no time.
///
/// Threads: any.
/// Returns: FUSEBILL_JSON_OK; FUSEBILL_JSON_MISSING if there is no value that is a time of the years 1970 to 9999 (the vendor
/// writes the year 1 for none); or FUSEBILL_JSON_INVALID.
#[unsafe(no_mangle)]
pub extern "system" fn fusebill_json_time(
    json: *const c_char,
    pointer: *const c_char,
    out_seconds: *mut i64,
    out_nanoseconds: *mut i32,
) -> fusebill_json_status {
    let read = || {
        let time = json::time_at(convert::required(json, "json")?, convert::required(pointer, "pointer")?)?;
        Ok::<_, Error>(time.and_then(|time| time.duration_since(UNIX_EPOCH).ok()))
    };
    let found = guard::without_panic(read).and_then(|result| result);
    let since = found.as_ref().ok().copied().flatten().unwrap_or_default();
    // A time before the year 10000 fits, and a second has fewer nanoseconds than i32 has numbers.
    guard::put(out_seconds, since.as_secs().try_into().unwrap_or_default());
    guard::put(out_nanoseconds, since.subsec_nanos().try_into().unwrap_or_default());
    match found {
        Ok(Some(_)) => FUSEBILL_JSON_OK,
        Ok(None) => FUSEBILL_JSON_MISSING,
        Err(_) => FUSEBILL_JSON_INVALID,
    }
}

/// Reads something from a JSON text. Of an error, only the status is returned: the out parameter is for the value.
fn look_up(
    json: *const c_char,
    pointer: *const c_char,
    out_text: *mut *mut c_char,
    read: impl FnOnce(&str, &str) -> Result<Answer, Error>,
) -> fusebill_json_status {
    guard::call(out_text, || {
        let found =
            guard::without_panic(|| read(convert::required(json, "json")?, convert::required(pointer, "pointer")?));
        let invalid = |_| Answer { status: FUSEBILL_JSON_INVALID, text: None };
        Ok(found.and_then(|result| result).unwrap_or_else(invalid))
    })
}

/// Returns 1 if the sync of this customer is on, that is, if its `salesforceSynchStatus` is Enabled, ignoring case; 0
/// otherwise, also for NULL and for text that is not JSON.
///
/// Threads: any. Errors: none.
#[unsafe(no_mangle)]
pub extern "system" fn fusebill_is_synch_enabled(customer_json: *const c_char) -> i32 {
    let is_enabled = || {
        let json = convert::required(customer_json, "customer_json")?;
        Ok::<_, fusebill_core::Error>(fusebill_core::is_synch_enabled_in(json))
    };
    i32::from(guard::without_panic(is_enabled).and_then(|result| result).unwrap_or(false))
}
