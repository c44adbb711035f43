//! `fusebill check`: the library's check, one line per stage, plus where the command got its key from.

use std::time::Instant;

use fusebill::{CancelToken, Check, CheckStage, Error};

use crate::{
    args::{self, TextOrJson},
    client, key, message, print, without_keys,
};

/// Returns the exit status.
pub(crate) fn run(args: &args::Check) -> Result<u8, Error> {
    let begun = Instant::now();
    let (client, key) = match args.second_opinion {
        false => (client::create(&args.client, args.sandbox, None), None),
        // The key is needed twice, and may come from a prompt.
        true => match key::find(args.client.key_file.as_deref()) {
            Ok(key) => (client::with_key(&args.client, &key, None).map(|client| (client, None)), Some(key)),
            Err(error) => (Err(error), None),
        },
    };
    let check = match &client {
        Ok((client, _sandbox)) => {
            let mut check = client.check(args.results.as_deref(), &CancelToken::new());
            for stage in &mut check.stages {
                match (stage.name, &mut stage.result) {
                    ("key", result) => *result = Ok(format!("from {}; its format is valid", key_source(args))),
                    ("configuration", Ok(detail)) if args.sandbox => {
                        *detail = detail.replace("option baseUrl", "--sandbox");
                    }
                    _ => {}
                }
            }
            if let Some(key) = key {
                add_second_opinion(&mut check, &args.client, (&client.base_url(), &key));
            }
            check
        }
        Err(error) => {
            let mut check = Check::default();
            let stage = if error.argument() == Some("apiKey") { "key" } else { "configuration" };
            check.add(stage, begun, Err(error.clone()));
            check
        }
    };
    match args.output == TextOrJson::Json {
        true => print((without_keys(&check.to_json()) + "\n").as_bytes())?,
        false => print(without_keys(&check.stages.iter().map(line).collect::<String>()).as_bytes())?,
    };
    Ok(check.status() as u8)
}

#[cfg(feature = "second-opinion")]
fn add_second_opinion(check: &mut Check, args: &args::ClientArgs, (base_url, key): (&str, &str)) {
    if let Some(failed) = crate::second_opinion::failed_stage(check) {
        let begun = Instant::now();
        check.add("second-opinion", begun, Ok(crate::second_opinion::ask(args, base_url, key, failed)));
    }
}

#[cfg(not(feature = "second-opinion"))]
fn add_second_opinion(check: &mut Check, _: &args::ClientArgs, _: (&str, &str)) {
    let words =
        "the Python package contains no other HTTP client; the command in the archive and the Debian package does";
    check.add("second-opinion", Instant::now(), Ok(words.into()));
}

fn line(stage: &CheckStage) -> String {
    let name = stage.name;
    match &stage.result {
        Ok(detail) => {
            let (word, warning) =
                stage.advice.map_or(("ok", String::new()), |advice| ("warning", format!("; {advice}")));
            format!("{word:<8}{name:<14} {}{warning}\n", message::with_flags(detail))
        }
        Err(error) => format!("FAILED  {name:<14} {}\n", message::with_advice(error, stage.advice.unwrap_or_default())),
    }
}

fn key_source(args: &args::Check) -> String {
    match &args.client.key_file {
        _ if args.sandbox => "the sandbox".into(),
        Some(path) => path.display().to_string(),
        None if key::from_environment().is_some() => "FUSEBILL_API_KEY".into(),
        None => "the prompt".into(),
    }
}
