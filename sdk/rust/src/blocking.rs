use std::future::Future;
use std::sync::OnceLock;
use tokio::runtime::{Builder, Runtime};

static RUNTIME: OnceLock<Runtime> = OnceLock::new();

/// Runs a future on a runtime of this crate, and blocks the thread until it ends.
pub(crate) fn run<F: Future>(future: F) -> F::Output {
    let runtime = RUNTIME.get_or_init(|| {
        let built = Builder::new_multi_thread().worker_threads(1).enable_all().thread_name("latchkey").build();
        built.expect("a thread can be started")
    });
    runtime.block_on(future)
}
