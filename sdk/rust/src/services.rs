use crate::call::{path_of, Call, Data, Input};
use crate::client::Client;
use crate::page::Page;
use crate::types::{self, *};
use crate::verdict::Validated;
use http::Method;
use serde::de::DeserializeOwned;
use serde::Serialize;

macro_rules! service {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy)]
        pub struct $name<'a>(pub(crate) &'a Client);
    };
}

service!(
    /// Whose credential this is.
    Me
);
service!(
    /// API keys.
    Keys
);
service!(
    /// The scopes that keys can have.
    Scopes
);
service!(
    /// Usage and limits of the workspace.
    UsageService
);
service!(
    /// The request log.
    Requests
);
service!(
    /// Workspaces.
    Workspaces
);
service!(
    /// The audit log.
    AuditEvents
);
service!(
    /// Plans.
    Plans
);

fn get<T: DeserializeOwned>(client: &Client, segments: &[&str]) -> Call<Data<T>> {
    Call::new(client, Input::new(Method::GET, path_of(segments)))
}

fn get_with<T: DeserializeOwned>(client: &Client, segments: &[&str], query: &impl Serialize) -> Call<Data<T>> {
    Call::new(client, Input::new(Method::GET, path_of(segments)).query(query))
}

fn page<T>(client: &Client, path: &str, query: &impl Serialize) -> Call<Page<T>> {
    Call::new(client, Input::new(Method::GET, path_of(&[path])).query(query))
}

fn change<T>(client: &Client, method: Method, segments: &[&str], body: &impl Serialize) -> Call<T> {
    Call::new(client, Input::new(method, path_of(segments)).body(body))
}

impl Me<'_> {
    /// Whose credential this is, and what it may do.
    pub fn retrieve(&self) -> Call<Data<types::Me>> {
        get(self.0, &["me"])
    }
}

impl Keys<'_> {
    /// Creates a key. Only this answer has its secret.
    pub fn create(&self, key: &NewKey) -> Call<Data<MintedKey>> {
        change(self.0, Method::POST, &["keys"], key)
    }

    /// A page of the keys; [`Call::all`] gives all of them.
    pub fn list(&self, params: &KeyListParams) -> Call<Page<Key>> {
        page(self.0, "keys", params)
    }

    /// One key.
    pub fn retrieve(&self, id: &str) -> Call<Data<Key>> {
        get(self.0, &["keys", id])
    }

    /// Changes a key. `None` leaves a member as it is, and `Some(None)` takes its value away.
    pub fn update(&self, id: &str, change_of: &KeyChange) -> Call<Data<Key>> {
        change(self.0, Method::PATCH, &["keys", id], change_of)
    }

    /// Revokes a key, from the next request on. This can't be undone.
    pub fn revoke(&self, id: &str) -> Call<Data<Key>> {
        Call::new(self.0, Input::new(Method::DELETE, path_of(&["keys", id])))
    }

    /// Replaces a key's secret. The previous one still works during the overlap.
    pub fn rotate(&self, id: &str, rotation: &Rotation) -> Call<Data<MintedKey>> {
        change(self.0, Method::POST, &["keys", id, "rotate"], rotation)
    }

    /// Ends the overlap of a rotation: the previous secret stops working.
    pub fn end_rotation(&self, id: &str) -> Call<Data<Key>> {
        Call::new(self.0, Input::new(Method::POST, path_of(&["keys", id, "rotate", "end"])))
    }

    /// Creates keys by their hashes, so that keys from elsewhere go on working.
    pub fn import(&self, keys: &KeyImport) -> Call<Data<Vec<Key>>> {
        change(self.0, Method::POST, &["keys", "import"], keys)
    }

    /// What a key was used for.
    pub fn usage(&self, id: &str, params: &KeyUsageParams) -> Call<Data<KeyUsage>> {
        get_with(self.0, &["keys", id, "usage"], params)
    }

    /// The limits of a key, and what is left of them.
    pub fn rate_limit(&self, id: &str) -> Call<Data<KeyLimits>> {
        get(self.0, &["keys", id, "rate-limit"])
    }

    /// What a key did, what was done to it, and from where.
    pub fn activity(&self, id: &str, params: &KeyActivityParams) -> Call<Data<KeyActivity>> {
        get_with(self.0, &["keys", id, "activity"], params)
    }

    /// Says whether a key is valid, and counts the request unless its cost is 0. A key that isn't valid is no error.
    pub fn verify(&self, request: &VerifyRequest) -> Call<Data<Verdict>> {
        self.verification(request)
    }

    /// Verifies a key and gives what is known about it. A key that isn't valid is an error.
    pub fn validate(&self, request: &VerifyRequest) -> Call<Validated> {
        self.verification(request)
    }

    fn verification<T>(&self, request: &VerifyRequest) -> Call<T> {
        let mut call = change(self.0, Method::POST, &["keys", "verify"], request);
        call.input.counts = request.cost != Some(0);
        call
    }
}

impl Scopes<'_> {
    /// All scopes that keys of the workspace can have.
    pub fn list(&self) -> Call<Data<Vec<Scope>>> {
        get(self.0, &["scopes"])
    }

    /// Creates a scope of the workspace.
    pub fn create(&self, scope: &NewScope) -> Call<Data<Scope>> {
        change(self.0, Method::POST, &["scopes"], scope)
    }

    /// Deletes a scope of the workspace.
    pub fn delete(&self, name: &str) -> Call<()> {
        Call::new(self.0, Input::new(Method::DELETE, path_of(&["scopes", name])))
    }
}

impl UsageService<'_> {
    /// The usage of the workspace in this month.
    pub fn retrieve(&self, params: &UsageParams) -> Call<Data<Usage>> {
        get_with(self.0, &["usage"], params)
    }

    /// What is left of the plan's limit.
    pub fn rate_limits(&self, params: &RateLimitsParams) -> Call<Data<RateLimits>> {
        get_with(self.0, &["usage", "rate-limits"], params)
    }

    /// The usage over time.
    pub fn series(&self, params: &UsageSeriesParams) -> Call<Data<Vec<UsageSlice>>> {
        get_with(self.0, &["usage", "series"], params)
    }
}

impl Requests<'_> {
    /// A page of the request log, newest first.
    pub fn list(&self, params: &RequestListParams) -> Call<Page<LoggedRequest>> {
        page(self.0, "requests", params)
    }

    /// One request, with the checks that it passed and failed.
    pub fn retrieve(&self, id: &str) -> Call<Data<LoggedRequest>> {
        get(self.0, &["requests", id])
    }
}

impl Workspaces<'_> {
    /// The workspaces of this credential.
    pub fn list(&self) -> Call<Data<Vec<Workspace>>> {
        get(self.0, &["workspaces"])
    }

    /// One workspace.
    pub fn retrieve(&self, id: &str) -> Call<Data<WorkspaceDetail>> {
        get(self.0, &["workspaces", id])
    }
}

impl AuditEvents<'_> {
    /// A page of the audit log: what was changed, and by whom.
    pub fn list(&self, params: &AuditEventListParams) -> Call<Page<AuditEvent>> {
        page(self.0, "audit-events", params)
    }
}

impl Plans<'_> {
    /// The plans.
    pub fn list(&self) -> Call<Data<Vec<Plan>>> {
        get(self.0, &["plans"])
    }
}
