//! The kinds of documents: whatever the program writes as a JSON document is of one of them. The list is in the folder's
//! `mod.rs`; each kind names the type that is written, of which its JSON Schema is made, and may end with `names nobody`.

macro_rules! kinds {
    ($(#[doc = $said:literal] $kind:ident: $document:ty => $word:literal $(names $nobody:ident)?,)*) => {
        /// What a document is: the command's words.
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

            /// The JSON Schema of what is written.
            #[cfg(test)]
            pub(crate) fn schema(self, generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
                match self {
                    $(Self::$kind => <$document as schemars::JsonSchema>::json_schema(generator),)*
                }
            }

            /// Whether nobody is named in what is written.
            #[cfg(test)]
            pub(crate) fn names_nobody(self) -> bool {
                match self {
                    $(Self::$kind => [$(stringify!($nobody))?].contains(&"nobody"),)*
                }
            }

            /// What its JSON Schema says of it.
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
