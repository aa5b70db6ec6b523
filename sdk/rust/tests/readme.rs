//! Runs the code of the README, and of the docs' page, against a real server.
mod common;

use common::{api_key, base_url, gate_url, target};
use std::path::{Path, PathBuf};
use std::process::Command;

const ASYNCHRONOUS: &str = "rust";
const BLOCKING: &str = "rust blocking";

/// The blocks of a language in a Markdown file, one after the other.
fn code_of(markdown: &str, language: &str) -> String {
    let mut inside = false;
    let mut code = String::new();
    for line in markdown.lines() {
        match line.strip_prefix("```") {
            Some(info) => inside = !inside && info == language,
            None if inside => code.extend([line, "\n"]),
            None => {}
        }
    }
    code.replace("http://127.0.0.1:3001", &gate_url())
}

/// A program with the asynchronous blocks, which print, and with the blocking ones.
fn program(markdown: &str) -> String {
    let (asynchronous, blocking) = (code_of(markdown, ASYNCHRONOUS), code_of(markdown, BLOCKING));
    assert!(asynchronous.lines().count() > 50 && !blocking.is_empty(), "there is too little code");
    format!(
        r"#![allow(unused_imports, dead_code)]
type Result<T = (), E = Box<dyn std::error::Error>> = std::result::Result<T, E>;

#[tokio::main]
async fn run() -> Result {{
{asynchronous}
    let _: Router = app;
    client.keys().revoke(&key.id).await?;
    Ok(())
}}

fn block() -> Result {{
{blocking}
    Ok(())
}}

fn main() -> Result {{
    run()?;
    block()
}}
"
    )
}

const MANIFEST: &str = r#"[package]
name = "readme"
version = "0.0.0"
edition = "2021"
[workspace]
[dependencies]
axum = { version = "0.8", default-features = false, features = ["http1", "tokio"] }
http = "1"
latchkey = { path = "HERE", features = ["blocking", "tower"] }
serde_json = "1"
tokio = { version = "1", features = ["macros", "net", "rt-multi-thread", "time"] }
"#;

/// Builds and runs a program as one of a crate of its own, with the versions that this crate is tested with.
fn run(program: &str, name: &str) -> String {
    let here = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::create_dir_all(folder.join("src")).unwrap();
    std::fs::write(folder.join("Cargo.toml"), MANIFEST.replace("HERE", here.to_str().unwrap())).unwrap();
    std::fs::write(folder.join("src/main.rs"), program).unwrap();
    std::fs::copy(here.join("Cargo.lock"), folder.join("Cargo.lock")).unwrap();
    let output = Command::new(env!("CARGO"))
        .args(["run", "--quiet"])
        .current_dir(&folder)
        .env("CARGO_TARGET_DIR", target())
        .env("LATCHKEY_API_KEY", api_key())
        .env("LATCHKEY_BASE_URL", base_url())
        .output()
        .unwrap();
    let (printed, failed) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{printed}\n{failed}");
    printed.into_owned()
}

#[test]
fn the_readme_runs() {
    let printed = run(&program(include_str!("../README.md")), "readme");
    for expected in ["key_", "Some(\"not_found\") Some(\"req_", " true", "\\\"plan\\\";r="] {
        assert!(printed.contains(expected), "{expected:?} isn't printed:\n{printed}");
    }
}
