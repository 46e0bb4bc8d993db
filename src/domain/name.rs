//! Distinguished names: RFC 4514 text and fields from any string type.
