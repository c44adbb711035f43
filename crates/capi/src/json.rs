//! Reading JSON, for languages with no parser.

use std::{ffi::c_char, fmt::Write};

use fusebill_core::{
    Error,
    json::{self, Lookup},
};

use crate::{
    convert,
    guard::{self, Answer},
    status::{FUSEBILL_JSON_MISSING, FUSEBILL_JSON_NULL, fusebill_status},
};

/// Reads one value out of a JSON text by pointer (RFC 6901): "/monthlyRecurringRevenue", "/customerReference/reference1",
/// "/errors/0/value". For languages with no JSON parser; for the customer, the error, an outcome, a summary, a quota.
///
/// json, pointer: NUL-terminated UTF-8. An empty pointer is the whole text; ~1 stands for / and ~0 for ~.
/// out_value: NULL, or gets the value: a string unquoted, a number or boolean as written (25.9800), an array or object as
///   its JSON text. NULL when there is none, and on an error: this function gives no error JSON. A string that holds a
///   NUL character (\u0000) is FUSEBILL_INTERNAL, because C cannot hold it.
///
/// Owner: the caller frees *out_value with fusebill_string_free. Threads: any.
/// Returns: FUSEBILL_OK, FUSEBILL_JSON_NULL, FUSEBILL_JSON_MISSING, or FUSEBILL_INVALID_ARGUMENT for a text that is
/// not JSON and for a malformed pointer.
#[unsafe(no_mangle)]
pub extern "system" fn fusebill_json_get(
    json: *const c_char,
    pointer: *const c_char,
    out_value: *mut *mut c_char,
) -> fusebill_status {
    guard::call(out_value, || {
        look_up(json, pointer, |json, pointer| {
            Ok(match json::get(json, pointer)? {
                Lookup::Value(value) => Answer::ok(value.into_owned()),
                Lookup::Null => Answer { status: FUSEBILL_JSON_NULL, text: None },
                Lookup::Missing => Answer { status: FUSEBILL_JSON_MISSING, text: None },
            })
        })
    })
}

/// Reads all members of a JSON object at once (or all elements of an array, named 0, 1, …), where fusebill_json_get reads one.
///
/// json, pointer: as for fusebill_json_get.
/// out_members: NULL, or gets name and value of each as netstrings, sorted by name, the length in bytes:
///   "2:id,6:172677,23:monthlyRecurringRevenue,7:25.9800,". A value is as fusebill_json_get gives it. Left out are
///   members that are null, and those that hold a NUL character or half of a surrogate pair, which C and UTF-8 do not have;
///   an empty text when nothing or a scalar is there. NULL on an error.
///
/// Owner: the caller frees *out_members with fusebill_string_free. Threads: any.
/// Returns: FUSEBILL_OK, or FUSEBILL_INVALID_ARGUMENT for a text that is not JSON and a malformed pointer.
#[unsafe(no_mangle)]
pub extern "system" fn fusebill_json_members(
    json: *const c_char,
    pointer: *const c_char,
    out_members: *mut *mut c_char,
) -> fusebill_status {
    guard::call(out_members, || {
        look_up(json, pointer, |json, pointer| {
            let members = json::members_at(json, pointer)?;
            let mut text = String::new();
            for (name, value) in members.iter().filter(|(name, value)| !name.contains('\0') && !value.contains('\0')) {
                for part in [name, value] {
                    // Writing to memory does not fail.
                    let _ = write!(text, "{}:{part},", part.len());
                }
            }
            Ok(Answer::ok(text))
        })
    })
}

/// Reads something out of a JSON text. An error is its status alone: the out parameter is for the value.
fn look_up(
    json: *const c_char,
    pointer: *const c_char,
    read: impl FnOnce(&str, &str) -> Result<Answer, Error>,
) -> Result<Answer, Error> {
    let found = || read(convert::required(json, "json")?, convert::required(pointer, "pointer")?);
    Ok(found().unwrap_or_else(|error| Answer { status: error.kind().code(), text: None }))
}

/// Whether the sync of a customer is on: 1 when `salesforceSynchStatus` of this JSON is Enabled, in whatever case the
/// server writes it; 0 otherwise, and for NULL and what is not JSON.
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
