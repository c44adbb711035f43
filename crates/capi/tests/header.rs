//! `include/fusebill.h` is made from the doc comments; this fails when it is stale. `make header` writes it anew.

use std::{env, fs, path::Path};

/// The first function of each section, and what stands above it.
const SECTIONS: [(&str, &str); 9] = [
    ("fusebill_status_name(", "1. Status codes"),
    ("fusebill_client_new(", "2. Clients"),
    ("fusebill_cancel_free(", "3. Cancel handles"),
    ("fusebill_enable_synch(", "4. Calls for one customer, and the list of customers"),
    ("fusebill_batch(", "5. Whole lists"),
    ("fusebill_json_get(", "6. JSON without a parser"),
    ("fusebill_string_free(", "7. Strings"),
    ("fusebill_set_logger(", "8. Logging"),
    ("fusebill_version(", "9. Versions"),
];

/// The end of what the opening page begins.
const CLOSING: &str = "#if defined(__clang__)\n#pragma clang assume_nonnull end\n#pragma clang diagnostic pop\n#endif\n\n\
                       #endif  /* FUSEBILL_H */";

fn with_heading(header: &str, first: &str, title: &str) -> String {
    let comment = header.rfind(first).and_then(|at| header[..at].rfind("/**\n")).expect("a section's first function");
    let line = "=".repeat(108);
    format!("{}/* {line}\n * {title}\n * {line} */\n\n{}", &header[..comment], &header[comment..])
}

/// The source with comments that are included from files written out: cbindgen does not read them.
fn with_included(root: &Path, source: &str) -> String {
    let lines = source.lines().map(|line| match line.strip_prefix("#[doc = include_str!(\"") {
        Some(rest) => {
            let file = rest.trim_end_matches("\")]");
            let text = fs::read_to_string(root.join("src").join(file)).expect(file);
            text.lines().map(|line| format!("/// {line}\n")).collect()
        }
        None => format!("{line}\n"),
    });
    lines.collect()
}

#[test]
fn the_header_is_what_the_source_says() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let abi = fs::read_to_string(root.join("src/version.rs")).expect("version.rs");
    let abi = abi.split("ABI_VERSION: u32 = ").nth(1).and_then(|rest| rest.split(';').next()).expect("ABI_VERSION");
    let opening = fs::read_to_string(root.join("src/header.h"))
        .expect("header.h")
        .replace("@MAJOR@", env!("CARGO_PKG_VERSION_MAJOR"))
        .replace("@MINOR@", env!("CARGO_PKG_VERSION_MINOR"))
        .replace("@PATCH@", env!("CARGO_PKG_VERSION_PATCH"))
        .replace("@ABI@", abi);
    let config = cbindgen::Config::from_file(root.join("cbindgen.toml")).expect("cbindgen.toml");
    // In the order in which a reader wants them.
    let sections =
        ["status", "generated/status", "client", "cancel", "calls", "batch", "json", "string", "logger", "version"];
    let builder = sections.iter().fold(cbindgen::Builder::new().with_config(config), |builder, section| {
        // cbindgen knows the convention "C" alone; FUSEBILL_CALL stands for "system".
        let source = fs::read_to_string(root.join("src").join(section).with_extension("rs")).expect(section);
        let copy = Path::new(env!("CARGO_TARGET_TMPDIR")).join(section.replace('/', "-")).with_extension("rs");
        fs::write(&copy, with_included(root, &source).replace("extern \"system\"", "extern \"C\"")).expect("a copy");
        builder.with_src(copy)
    });
    let mut made = Vec::new();
    builder.with_after_include(opening).generate().expect("a header").write(&mut made);
    let made = String::from_utf8(made).expect("UTF-8");
    // cbindgen closes `extern "C"` with a comment that C89 does not have.
    let made = made.replace("#endif // __cplusplus", "#endif /* __cplusplus */");
    let made = made.replace("#endif  // __cplusplus", "#endif /* __cplusplus */");
    let made =
        made.replace("}  // extern \"C\"", "} /* extern \"C\" */").replace("} // extern \"C\"", "} /* extern \"C\" */");
    let flat = flat(&made);
    let made = with_macros(&with_nullability(&made));
    let made = made.replace("#endif  /* FUSEBILL_H */", CLOSING);
    let made = SECTIONS.iter().fold(made, |header, (first, title)| with_heading(&header, first, title));
    for (name, made) in [("fusebill.h", &made), ("fusebill.ffi.h", &flat)] {
        let path = root.join("../../include").join(name);
        if env::var_os("FUSEBILL_WRITE_HEADER").is_some() {
            fs::write(&path, made).expect(name);
        }
        let committed = fs::read_to_string(&path).unwrap_or_default();
        assert!(*made == committed, "include/{name} is stale: run `make header`");
    }
}

/// The parameters that may be NULL. Where a function returns nothing, NULL is ignored.
const NULLABLE: [&str; 13] = [
    "api_key",
    "cancel",
    "customer_json",
    "ids",
    "log",
    "on_outcome",
    "options_json",
    "out_json",
    "out_members",
    "out_nanoseconds",
    "out_seconds",
    "out_value",
    "results_file",
];

/// `FUSEBILL_NULLABLE` behind each pointer that may be NULL, or become NULL. In a callback, only the user's own pointer may.
fn with_nullability(header: &str) -> String {
    const MARK: &str = "FUSEBILL_NULLABLE ";
    let mut made = String::new();
    let (mut is_callback, mut is_void) = (false, false);
    for line in header.lines() {
        let is_declaration = line.starts_with(|first: char| first.is_ascii_lowercase());
        if is_declaration {
            is_callback = line.contains("(*fusebill_");
            is_void = line.starts_with("void ") || line.starts_with("size_t ");
        }
        let is_parameter = line.ends_with([',', ';']) && (is_declaration || line.starts_with("   "));
        let name_at =
            line.rfind(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | ',' | ')' | ';'))).map(|at| at + 1);
        let Some(at) = name_at.filter(|_| is_parameter && line.contains('(') | !is_declaration) else {
            made += &format!("{line}\n");
            continue;
        };
        let (mut declaration, name) = (line[..at].to_owned(), &line[at..]);
        let plain = name.trim_end_matches([',', ')', ';']);
        let is_pointer = declaration.ends_with('*') || ["log", "on_outcome"].contains(&plain);
        let is_out = declaration.ends_with("**");
        // What an out parameter receives may be NULL.
        if is_out {
            declaration.insert_str(declaration.len() - 1, MARK);
        }
        let may_be_null = plain == "user_data" || !is_callback && (is_void || NULLABLE.contains(&plain));
        let mark = match (is_pointer && may_be_null, is_out) {
            (true, _) => MARK,
            (false, true) => "FUSEBILL_NONNULL ",
            (false, false) => "",
        };
        made += &format!("{declaration}{mark}{name}\n");
    }
    made
}

/// What compilers and analyzers check of a function, on a line of its own.
fn checks(declaration: &str) -> Option<&'static str> {
    if declaration.contains("fusebill_cancel_new(") {
        return Some("FUSEBILL_FREED_BY(fusebill_cancel_free)\n");
    }
    // A logger can only be set wrongly by a level that does not exist.
    if !declaration.starts_with("fusebill_status ") || declaration.contains("fusebill_set_logger(") {
        return None;
    }
    let takes_client = declaration.contains("(const fusebill_client *");
    Some(if takes_client { "FUSEBILL_CHECKED FUSEBILL_NEEDS_HANDLE\n" } else { "FUSEBILL_CHECKED\n" })
}

/// `FUSEBILL_API` before each function, `FUSEBILL_CALL` before the name of each function and in each callback type, and the
/// parameters below one another again.
fn with_macros(header: &str) -> String {
    let mut made = String::new();
    let mut shift = 0;
    for line in header.lines() {
        let callback = line.find("(*fusebill_").map(|at| at + 1);
        let function = || line.find('(').and_then(|end| line[..end].rfind("fusebill_"));
        let is_declaration = line.starts_with(|first: char| first.is_ascii_lowercase());
        match is_declaration.then(|| callback.or_else(function)).flatten() {
            Some(at) => {
                let export = if callback.is_some() { "" } else { "FUSEBILL_API " };
                let call = "FUSEBILL_CALL ";
                shift = export.len() + call.len();
                made += callback.map_or(checks(line), |_| None).unwrap_or_default();
                made += &format!("{export}{}{call}{}\n", &line[..at], &line[at..]);
            }
            None => made += &format!("{:shift$}{line}\n", ""),
        }
        if line.ends_with(';') || line.is_empty() {
            shift = 0;
        }
    }
    made
}

/// The same declarations without comments and preprocessor lines, for parsers that know neither: PHP's `FFI::cdef`,
/// Python's cffi, LuaJIT's `ffi.cdef`. Constants become an enumeration.
fn flat(header: &str) -> String {
    let mut constants = Vec::new();
    let mut declarations = String::new();
    let mut is_comment = false;
    for line in header.lines() {
        let trimmed = line.trim();
        let begins = trimmed.starts_with("/*");
        is_comment |= begins;
        if is_comment {
            is_comment = !trimmed.ends_with("*/");
            continue;
        }
        if let Some(define) = trimmed.strip_prefix("#define ") {
            let mut words = define.split_whitespace();
            if let (Some(name), Some(value), None) = (words.next(), words.next(), words.next())
                && value.parse::<i64>().is_ok()
            {
                constants.push(format!("    {name} = {value}"));
            }
        } else if !trimmed.starts_with('#') && !trimmed.is_empty() && !trimmed.contains("extern \"C\"") {
            declarations.push_str(line);
            declarations.push('\n');
        }
    }
    format!("enum {{\n{}\n}};\n{declarations}", constants.join(",\n"))
}
