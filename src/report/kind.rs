//! The kinds of documents: every JSON document of the program is of one of them. The list is in the folder's
//! `mod.rs`; each kind names the written type, the source of its JSON Schema, and may end with `names nobody`.

macro_rules! kinds {
    ($(#[doc = $said:literal] $kind:ident: $document:ty => $word:literal $(names $nobody:ident)?,)*) => {
        /// The kind of a document: the command's words.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Kind {
            $(#[doc = $said] $kind,)*
        }

        impl Kind {
            /// Every kind.
            #[cfg(test)]
            pub(crate) const ALL: &[Self] = &[$(Self::$kind,)*];

            /// Its word in documents: the command's words joined by `-`.
            pub fn word(self) -> &'static str {
                match self {
                    $(Self::$kind => $word,)*
                }
            }

            /// The JSON Schema of the document.
            #[cfg(test)]
            pub(crate) fn schema(self, generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
                match self {
                    $(Self::$kind => <$document as schemars::JsonSchema>::json_schema(generator),)*
                }
            }

            /// Whether the document names no person.
            #[cfg(test)]
            pub(crate) fn names_nobody(self) -> bool {
                match self {
                    $(Self::$kind => [$(stringify!($nobody))?].contains(&"nobody"),)*
                }
            }

            /// The description in its JSON Schema.
            #[cfg(test)]
            pub(crate) fn description(self) -> &'static str {
                match self {
                    $(Self::$kind => $said,)*
                }
            }
        }

        $(kinds!(@marks $document $(, $nobody)?);)*
    };
    (@marks $document:ty) => {};
    (@marks $document:ty, nobody) => {
        impl NamesNobody for $document {}
    };
}
pub(super) use kinds;
