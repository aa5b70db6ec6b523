//! What depends on the features. `test.sh` runs it without any, too.
use latchkey::{Client, ErrorKind, Gate};

#[test]
fn https_needs_the_feature_rustls() {
    let client = Client::builder().api_key("any").base_url("https://localhost").build().map(drop);
    for built in [client, Gate::new("https://localhost").map(drop)] {
        let kind = built.err().map(|error| error.kind());
        assert_eq!(kind, (!cfg!(feature = "rustls")).then_some(ErrorKind::Configuration));
    }
}
