//! The services that both cards are built on: PINs with their counters, files in memory, keys.
//!
//! Pitfall: two clients of one name share one store. That is how the counters are read beside the card, and not through
//! it: reading them needs no command and changes no state of the card's session.

use trussed::Platform;
use trussed::backend::{Backend as _, BackendId};
use trussed::serde_extensions::{ExtensionDispatch, ExtensionId, ExtensionImpl};
use trussed::service::ServiceResources;
use trussed::types::Context;
use trussed::virt::{Client, StoreConfig, with_platform};
use trussed_auth::AuthExtension;
use trussed_auth_backend::{AuthBackend, AuthContext, FilesystemLayout};
use trussed_chunked::ChunkedExtension;
use trussed_core::Error;
use trussed_core::api::{Reply, Request, reply, request};
use trussed_core::types::{Bytes, Location};
use trussed_hpke::HpkeExtension;
use trussed_staging::{StagingBackend, StagingContext};
use trussed_wrap_key_to_file::WrapKeyToFileExtension;

/// The services used by a card, or for reading its counters.
pub type Services<'a> = Client<'a, Backends>;

/// Runs with two clients of one store in memory: the card's, and one for reading its counters.
pub fn with_services<R>(body: impl FnOnce([Services<'_>; 2]) -> R) -> R {
    let clients = [("card", BACKENDS), ("card", BACKENDS)];
    with_platform(StoreConfig::ram(), |platform| platform.run_clients_with_backends(clients, Backends::new(), body))
}

const BACKENDS: &[BackendId<Backend>] =
    &[BackendId::Custom(Backend::Staging), BackendId::Custom(Backend::Auth), BackendId::Core];

#[derive(Clone, Copy)]
pub enum Backend {
    Auth,
    Staging,
}

#[derive(Clone, Copy)]
pub enum Extension {
    Auth = 0,
    Chunked = 1,
    Hpke = 2,
    WrapKeyToFile = 3,
}

impl From<Extension> for u8 {
    fn from(extension: Extension) -> Self {
        extension as Self
    }
}

impl TryFrom<u8> for Extension {
    type Error = Error;

    fn try_from(number: u8) -> Result<Self, Error> {
        let all = [Self::Auth, Self::Chunked, Self::Hpke, Self::WrapKeyToFile];
        all.into_iter().find(|extension| u8::from(*extension) == number).ok_or(Error::InternalError)
    }
}

pub struct Backends {
    auth: AuthBackend,
    staging: StagingBackend,
}

#[derive(Default)]
pub struct Contexts {
    auth: AuthContext,
    staging: StagingContext,
}

impl Backends {
    fn new() -> Self {
        let hardware_key = Bytes::try_from(&b"no secret"[..]).unwrap_or_default();
        let auth = AuthBackend::with_hw_key(Location::Internal, hardware_key, FilesystemLayout::V1);
        Self { auth, staging: StagingBackend::new() }
    }
}

impl ExtensionDispatch for Backends {
    type BackendId = Backend;
    type Context = Contexts;
    type ExtensionId = Extension;

    fn core_request<P: Platform>(
        &mut self,
        backend: &Backend,
        context: &mut Context<Contexts>,
        request: &Request,
        resources: &mut ServiceResources<P>,
    ) -> Result<Reply, Error> {
        let Context { core, backends, .. } = context;
        match backend {
            Backend::Auth => self.auth.request(core, &mut backends.auth, request, resources),
            Backend::Staging => self.staging.request(core, &mut backends.staging, request, resources),
        }
    }

    fn extension_request<P: Platform>(
        &mut self,
        backend: &Backend,
        extension: &Extension,
        context: &mut Context<Contexts>,
        request: &request::SerdeExtension,
        resources: &mut ServiceResources<P>,
    ) -> Result<reply::SerdeExtension, Error> {
        match (backend, extension) {
            (Backend::Auth, Extension::Auth) => {
                answer::<AuthExtension, _, _>(&mut self.auth, |all| &mut all.auth, context, request, resources)
            }
            (Backend::Staging, Extension::Chunked) => {
                answer::<ChunkedExtension, _, _>(&mut self.staging, |all| &mut all.staging, context, request, resources)
            }
            (Backend::Staging, Extension::Hpke) => {
                answer::<HpkeExtension, _, _>(&mut self.staging, |all| &mut all.staging, context, request, resources)
            }
            (Backend::Staging, Extension::WrapKeyToFile) => answer::<WrapKeyToFileExtension, _, _>(
                &mut self.staging,
                |all| &mut all.staging,
                context,
                request,
                resources,
            ),
            _ => Err(Error::RequestNotAvailable),
        }
    }
}

/// One backend's answer to a request of one extension.
fn answer<E: trussed_core::serde_extensions::Extension, B: ExtensionImpl<E>, P: Platform>(
    backend: &mut B,
    part: fn(&mut Contexts) -> &mut B::Context,
    context: &mut Context<Contexts>,
    request: &request::SerdeExtension,
    resources: &mut ServiceResources<P>,
) -> Result<reply::SerdeExtension, Error> {
    backend.extension_request_serialized(&mut context.core, part(&mut context.backends), request, resources)
}

impl ExtensionId<AuthExtension> for Backends {
    type Id = Extension;
    const ID: Extension = Extension::Auth;
}

impl ExtensionId<ChunkedExtension> for Backends {
    type Id = Extension;
    const ID: Extension = Extension::Chunked;
}

impl ExtensionId<HpkeExtension> for Backends {
    type Id = Extension;
    const ID: Extension = Extension::Hpke;
}

impl ExtensionId<WrapKeyToFileExtension> for Backends {
    type Id = Extension;
    const ID: Extension = Extension::WrapKeyToFile;
}
