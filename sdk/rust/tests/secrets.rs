//! Nothing that can be printed shows a credential.
mod common;

use common::nowhere;
use latchkey::types::VerifyRequest;
use latchkey::webhooks::Verifier;
use latchkey::{Client, Gate, Secret};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

const SECRET: &str = "lk_test_do_not_print";

#[tokio::test]
async fn secrets_are_not_printed() {
    let builder = Client::builder().api_key(SECRET).base_url(nowhere()).max_retries(0);
    let mut printed = format!("{builder:?}{builder:#?}");
    let client = builder.build().unwrap();
    let request = VerifyRequest { key: SECRET.into(), ..VerifyRequest::default() };
    let failure = client.keys().validate(&request).await.unwrap_err();
    let call = client.keys().verify(&request);
    let (gate, secret) = (Gate::with_api(&client), Secret::from(SECRET));
    printed += &format!("{client:?}{client:#?}{failure:?}{failure:#?}{failure}{call:?}{gate:?}{secret:?}{request:?}");
    let token = Client::builder().access_token(SECRET).base_url(nowhere());
    printed += &format!("{token:?}{:?}{:?}", token, Verifier::new(SECRET));
    printed += &format!("{:?}", Client::builder().base_url("http://me:lk_test_do_not_print@localhost"));
    assert!(!printed.contains(SECRET), "{printed}");
    assert!(printed.contains("***"), "{printed}");

    for wrong in ["lk_test_do_not_print\n", "lk_test_do_not_print ü"] {
        let failure = Client::builder().api_key(wrong).base_url(nowhere()).build().unwrap_err();
        assert!(!format!("{failure:?}{failure}").contains("do_not_print"));
    }
}

#[tokio::test]
async fn an_address_with_a_password_is_not_shown() {
    let failure = Client::builder().api_key("any").base_url("http://me:do_not_print@localhost").build().unwrap_err();
    assert!(!format!("{failure:?}{failure}").contains("do_not_print"));
    let failure = Gate::new("http://me:do_not_print@localhost").unwrap_err();
    assert!(!format!("{failure:?}{failure}").contains("do_not_print"));
}

/// An answer that has the key where something else is expected.
#[tokio::test]
async fn an_answer_that_is_not_understood_is_not_shown() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let _ = stream.read(&mut [0; 4096]).await;
            let body = r#"{"data":{"valid":true,"code":"valid","key":{"id":"k","scopes":"lk_test_do_not_print"}}}"#;
            let answer = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}", body.len());
            let _ = stream.write_all(answer.as_bytes()).await;
        }
    });
    let client = Client::builder().api_key(SECRET).base_url(url).build().unwrap();
    let request = VerifyRequest { key: SECRET.into(), ..VerifyRequest::default() };
    for failure in
        [client.keys().verify(&request).await.unwrap_err(), client.keys().validate(&request).await.unwrap_err()]
    {
        assert!(!format!("{failure}{failure:?}").contains("do_not_print"), "{failure:?}");
    }
}
