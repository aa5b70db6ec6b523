//! Runs the code that people are shown, against a real server: that of the README, of the documentation, and of the
//! dashboard. sdk/conformance/examples.ts collects the last two.
mod common;

use common::{api_key, base_url, gate_url, target, variable};
use serde::Deserialize;
use std::path::{Path, PathBuf};
use std::process::Command;

#[derive(Deserialize)]
struct Examples {
    /// The commands that install the SDK, in a project beside a clone of the repository.
    install: String,
    /// The parts of the SDK's page, which follow one another.
    page: String,
    programs: Vec<Program>,
}

/// A program that runs by itself.
#[derive(Deserialize)]
struct Program {
    /// Where it is shown.
    shown: String,
    code: String,
    /// A text that it prints.
    expects: String,
    /// The `.env` file beside it, which its first line reads; or empty.
    env: String,
}

fn examples() -> Examples {
    #[derive(Deserialize)]
    struct All {
        rust: Examples,
    }
    let text = std::fs::read_to_string(variable("LATCHKEY_TEST_EXAMPLES")).unwrap();
    serde_json::from_str::<All>(&text).unwrap().rust
}

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

const HEAD: &str = "#![allow(unused_imports, dead_code)]
type Result<T = (), E = Box<dyn std::error::Error>> = std::result::Result<T, E>;
";

const README: &str = include_str!("../README.md");

/// The program of the README, with all other blocks before the end of its `main`, as the text says.
fn readme() -> String {
    let code = code_of(README, "rust");
    let (first, rest) = code.split_once("    Ok(())\n}\n").unwrap();
    assert!(first.starts_with("#[tokio::main]") && rest.lines().count() > 50, "there is too little code");
    format!(
        "{HEAD}
{first}
{rest}
    drop(app);
    client.keys().revoke(&key.id).await?;
    Ok(())
}}
"
    )
}

/// The program of the README without async.
fn readme_blocking() -> String {
    let blocking = code_of(README, "rust blocking");
    assert!(!blocking.is_empty());
    format!("fn main() -> std::result::Result<(), Box<dyn std::error::Error>> {{\n{blocking}    Ok(())\n}}\n")
}

/// The commands of the README that install the SDK, in a crate that exists.
fn readme_install() -> String {
    let commands = code_of(README, "sh");
    let lines: Vec<&str> = commands.lines().collect();
    assert!(lines[0].starts_with("cargo new "), "{commands}");
    assert!(lines[1..3].iter().all(|line| line.starts_with("cargo add ")), "{commands}");
    lines[1..3].join("\n")
}

/// A program with the parts of the documentation's page. It calls what they define.
fn page(parts: &str) -> String {
    format!(
        r#"{HEAD}
#[tokio::main]
async fn main() -> Result {{
    let client = latchkey::Client::from_env()?;
{parts}
    let mut headers = http::HeaderMap::new();
    println!("refused {{}}", !may_pass(&gate, &headers).await);
    headers.insert("x-api-key", std::env::var("LATCHKEY_API_KEY")?.parse()?);
    println!("allowed {{}}", may_pass(&gate, &headers).await);
    println!("webhook {{}}", receive("whsec_AAAA", b"{{}}", &headers).unwrap_err());
    let _: Router = app;
    client.keys().revoke(&created.id).await?;
    Ok(())
}}
"#
    )
}

/// A crate of a developer, beside a clone of Latchkey.
struct Project {
    home: PathBuf,
    folder: PathBuf,
}

impl Drop for Project {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.home);
    }
}

impl Project {
    fn new(install: &str) -> Self {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        // Not in the clone: what looks through its folders would follow the link for ever.
        let home = std::env::temp_dir().join(format!("latchkey-developer-{}", std::process::id()));
        std::fs::create_dir(&home).unwrap();
        std::os::unix::fs::symlink(here.join("../..").canonicalize().unwrap(), home.join("latchkey")).unwrap();
        let project = Self { folder: home.join("app"), home };
        std::fs::create_dir(&project.folder).unwrap();
        project.bash("cargo init --quiet --vcs none --name app .", &[]);
        // The versions that this crate is tested with.
        std::fs::copy(here.join("Cargo.lock"), project.folder.join("Cargo.lock")).unwrap();
        project.bash(install, &[]);
        project
    }

    /// Runs a script in the project, and gives what it prints.
    fn bash(&self, script: &str, environment: &[(&str, &str)]) -> String {
        let mut command = Command::new("bash");
        command.args(["-euc", script]).current_dir(&self.folder).envs(environment.iter().copied());
        let output = command.env("CARGO_TARGET_DIR", target()).output().unwrap();
        let (printed, failed) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert!(output.status.success(), "{script}\n{printed}\n{failed}");
        printed.into_owned()
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.folder.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
}

/// Runs a program as its first line says, if that says so.
fn run(project: &Project, index: usize, program: &Program) {
    let cargo_run = format!("cargo run --quiet --bin program-{index}");
    let first_line = program.code.lines().next().unwrap_or_default();
    let script = match first_line.strip_prefix("// ") {
        Some(script) if !program.env.is_empty() => script.replace("cargo run", &cargo_run),
        _ => cargo_run,
    };
    project.write(".env", &format!("{}\n", program.env));
    let (key, url) = (api_key(), base_url());
    let environment = [("LATCHKEY_API_KEY", key.as_str()), ("LATCHKEY_BASE_URL", url.as_str()), ("API_KEY", &key)];
    let printed = project.bash(&script, if program.env.is_empty() { &environment } else { &[] });
    let Program { shown, expects, .. } = program;
    assert!(printed.contains(expects), "{shown}: {expects:?} isn't printed:\n{printed}");
}

#[test]
fn the_code_that_people_are_shown_runs() {
    let Examples { install, page: parts, programs } = examples();
    let project = Project::new(&install);
    assert!(programs.len() >= 3, "there are {} programs", programs.len());
    for (index, program) in programs.iter().enumerate() {
        project.write(&format!("src/bin/program-{index}.rs"), &program.code);
        run(&project, index, program);
    }

    let (key, url) = (api_key(), base_url());
    let environment = [("LATCHKEY_API_KEY", key.as_str()), ("LATCHKEY_BASE_URL", url.as_str())];
    project.write("src/bin/page.rs", &page(&parts));
    project.write("src/bin/readme.rs", &readme());
    project.write("src/bin/readme_blocking.rs", &readme_blocking());
    project.bash(&readme_install(), &[]);
    // What the code for people uses besides the SDK.
    project.bash("cargo add --quiet axum --no-default-features --features http1,tokio", &[]);
    project.bash("cargo add --quiet http serde_json && cargo add --quiet latchkey --features blocking", &[]);
    let printed = project.bash("cargo run --quiet --bin page", &environment);
    for expected in
        ["key_", "Some(\"not_found\") Some(\"req_", " true", "refused true", "allowed true", "webhook webhook"]
    {
        assert!(printed.contains(expected), "{expected:?} isn't printed:\n{printed}");
    }
    project.bash("cargo run --quiet --bin readme_blocking", &environment);
    let printed = project.bash("cargo run --quiet --bin readme", &environment);
    for expected in ["key_", "Some(\"not_found\") Some(\"req_", " true", "\\\"plan\\\";r="] {
        assert!(printed.contains(expected), "{expected:?} isn't printed:\n{printed}");
    }
}
