//! Requests and replies between parent and driver host, length-prefixed JSON.
