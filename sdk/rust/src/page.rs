use crate::call::Call;
use crate::error::{Error, ErrorKind};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::collections::VecDeque;

/// A page of a list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Page<T> {
    /// The elements.
    pub data: Vec<T>,
    /// How the list goes on.
    #[serde(default, deserialize_with = "crate::secret::null_is_default")]
    pub meta: PageMeta,
}

/// How a list goes on.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PageMeta {
    /// The `cursor` of the next page; none on the last one.
    pub next_cursor: Option<String>,
    /// The `after` of the requests that are logged later. Only the request log has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
    /// There are more requests after this page. Only the request log has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub has_more: Option<bool>,
}

/// All elements of a list. A page is asked for when it is needed.
pub struct Items<T> {
    ready: VecDeque<T>,
    /// How it goes on after these: the call of the next page, or why there can be none.
    then: Option<Result<Call<Page<T>>, Error>>,
}

impl<T> std::fmt::Debug for Items<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Items").field("ready", &self.ready.len()).finish_non_exhaustive()
    }
}

impl<T: DeserializeOwned + Send + 'static> Items<T> {
    pub(crate) fn new(call: Call<Page<T>>) -> Self {
        Self { ready: VecDeque::new(), then: Some(Ok(call)) }
    }

    /// The next element. None at the end, and after an error. If its future is dropped, nothing is lost: the next one asks for
    /// the same page.
    pub async fn next(&mut self) -> Option<Result<T, Error>> {
        loop {
            if let Some(item) = self.ready.pop_front() {
                return Some(Ok(item));
            }
            let asked = match &self.then {
                Some(Ok(call)) => call.clone().await,
                _ => return self.then.take()?.err().map(Err),
            };
            // Not before the page is there: a list that was about to go on must not look as if it had ended.
            let call = self.then.take()?.ok()?;
            let page = match asked {
                Ok(page) => page,
                Err(error) => return Some(Err(error)),
            };
            self.ready = page.data.into();
            let cursor = page.meta.next_cursor.filter(|cursor| !cursor.is_empty());
            self.then = cursor.map(|cursor| with_cursor(call, cursor));
        }
    }

    /// All elements at once.
    pub async fn collect(mut self) -> Result<Vec<T>, Error> {
        let mut items = Vec::new();
        while let Some(item) = self.next().await {
            items.push(item?);
        }
        Ok(items)
    }
}

/// The call of the next page, with the same filters.
fn with_cursor<T>(mut call: Call<Page<T>>, cursor: String) -> Result<Call<Page<T>>, Error> {
    let parameter = ("cursor".to_owned(), cursor);
    if call.input.query.contains(&parameter) {
        return Err(Error::new(ErrorKind::Decode, "The list goes on where it was."));
    }
    call.input.query.retain(|(name, _)| name != "cursor");
    call.input.query.push(parameter);
    Ok(call)
}

#[cfg(feature = "blocking")]
impl<T: DeserializeOwned + Send + 'static> Iterator for Items<T> {
    type Item = Result<T, Error>;

    /// Blocks the thread while a page is asked for.
    fn next(&mut self) -> Option<Self::Item> {
        crate::blocking::run(Items::next(self))
    }
}
